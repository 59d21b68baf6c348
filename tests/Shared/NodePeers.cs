using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace EdgePerception.Testing;

/// <summary>
/// Runs independent programs on node that tests compare with: a test project's <c>peers/</c> holds the scripts and the
/// lock file of their packages, which scripts/setup installs into the cache.
/// </summary>
internal static class NodePeers
{
    /// <summary>Standard output of a script; the test skips where node or the packages are missing.</summary>
    /// <param name="project">The test project.</param>
    /// <param name="packages">The name of the packages' folder in the cache, without its hash.</param>
    /// <param name="script">The script in <c>peers/</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Run(string project, string packages, string script, params string[] arguments) =>
        RunIn(Path.Combine(Workspace.Root, "tests", project, "peers"), packages, script, arguments);

    /// <summary>The same of a folder with scripts and a lock file of its own.</summary>
    public static string RunIn(string folder, string packages, string script, params string[] arguments)
    {
        var modules = Modules(packages, Path.Combine(folder, "package-lock.json"));
        Skip.IfNot(Directory.Exists(modules), $"needs {modules}, which scripts/setup makes");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = modules },
        };
        using var process = Start(start);
        Skip.If(process is null, "needs node, which is not here");
        var errors = process!.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} failed: {errors.Result}");
    }

    // The same name as in scripts/setup: what is installed is what the lock file says.
    private static string Modules(string packages, string lockFile)
    {
        var cache = Environment.GetEnvironmentVariable("EDGE_PERCEPTION_CACHE") is { Length: > 0 } chosen ? chosen
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"), "edge-perception");
        var hash = SHA256.HashData(File.ReadAllBytes(lockFile));
        return Path.Combine(cache, $"{packages}-{Convert.ToHexStringLower(hash)[..12]}", "node_modules");
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
