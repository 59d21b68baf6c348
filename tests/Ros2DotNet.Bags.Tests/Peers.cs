using System.Diagnostics;
using System.Security.Cryptography;

namespace Ros2DotNet.Bags.Tests;

/// <summary>Independent readers and writers of bags on node, as scripts/setup installs them into the cache.</summary>
internal static class Peers
{
    private static string Scripts => Path.Combine(Workspace.Root, "tests", "Ros2DotNet.Bags.Tests", "peers");

    /// <summary>Standard output of a script in <c>peers/</c>; the test skips where node or the packages are missing.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var modules = Modules();
        Skip.IfNot(Directory.Exists(modules), $"needs {modules}, which scripts/setup makes");
        var start = new ProcessStartInfo("node", [Path.Combine(Scripts, script), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["NODE_PATH"] = modules },
        };
        using var process = Start(start);
        Skip.If(process is null, "needs node, which is not here");
        var errors = process!.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} failed: {errors.Result}");
    }

    // The same name as in scripts/setup: what is installed is what the lock file says.
    private static string Modules()
    {
        var cache = Environment.GetEnvironmentVariable("EDGE_PERCEPTION_CACHE") is { Length: > 0 } chosen ? chosen
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"), "edge-perception");
        var hash = SHA256.HashData(File.ReadAllBytes(Path.Combine(Scripts, "package-lock.json")));
        return Path.Combine(cache, $"bag-peers-{Convert.ToHexStringLower(hash)[..12]}", "node_modules");
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
