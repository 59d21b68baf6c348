using System.Diagnostics;

namespace Interop;

/// <summary>The C peer: compiled once per change of its sources from code that Cyclone's idlc generates.</summary>
internal sealed class CyclonePeer : IDisposable
{
    private static readonly Lazy<string> Executable = new(Build);
    private readonly Process _process;

    private CyclonePeer(string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(Executable.Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Starts a peer that goes on until it is disposed.</summary>
    public static CyclonePeer Start(params string[] arguments)
    {
        RequireTools();
        return new CyclonePeer(arguments);
    }

    /// <summary>The lines that a peer prints until it ends by itself.</summary>
    public string[] Lines()
    {
        var error = _process.StandardError.ReadToEndAsync();
        var output = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(30_000), "the peer did not end within 30 s");
        Assert.True(_process.ExitCode == 0, $"the peer failed: {error.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void RequireTools()
    {
        foreach (var tool in new[] { "/usr/bin/idlc", "/usr/bin/gcc", "/usr/include/dds/dds.h" })
        {
            Skip.IfNot(File.Exists(tool), $"needs {tool} (apt-get install cyclonedds-tools cyclonedds-dev gcc)");
        }
    }

    private static string Build()
    {
        var sources = Path.Combine(Workspace.Root, "tests", "Interop", "peers");
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "peers")).FullName;
        Run(folder, "/usr/bin/idlc", "-l", "c", Path.Combine(sources, "perception.idl"));
        var executable = Path.Combine(folder, "cyclone_peer");
        Run(folder, "/usr/bin/gcc", "-O1", "-I.", "-o", executable, Path.Combine(sources, "cyclone_peer.c"), "perception.c", "-lddsc");
        return executable;
    }

    private static void Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
    }
}
