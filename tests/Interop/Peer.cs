using System.Diagnostics;

namespace Interop;

/// <summary>An independent DDS program: in C on what Cyclone's idlc generates, or in C++ on what fastddsgen generates.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly Dictionary<PeerKind, Lazy<string>> Executables = new()
    {
        [PeerKind.Cyclone] = new(BuildCyclone),
        [PeerKind.Fast] = new(BuildFast),
    };

    private readonly Process _process;

    private Peer(PeerKind kind, string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(Executables[kind].Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Starts a peer that goes on until it is disposed.</summary>
    public static Peer Start(PeerKind kind, params string[] arguments)
    {
        RequireTools(kind);
        return new Peer(kind, arguments);
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

    private static void RequireTools(PeerKind kind)
    {
        string[] tools = kind == PeerKind.Cyclone
            ? ["/usr/bin/idlc", "/usr/bin/gcc", "/usr/include/dds/dds.h"]
            : ["/usr/bin/fastddsgen", "/usr/bin/g++", "/usr/bin/java", "/usr/include/fastdds/dds/domain/DomainParticipant.hpp"];
        foreach (var tool in tools)
        {
            Skip.IfNot(File.Exists(tool), $"needs {tool}, which scripts/setup installs");
        }
    }

    private static string BuildCyclone()
    {
        var folder = PrepareFolder("cyclone");
        Run(folder, "/usr/bin/idlc", "-l", "c", "perception.idl");
        Run(folder, "/usr/bin/gcc", "-O1", "-I.", "-o", "peer", "cyclone_peer.c", "perception.c", "-lddsc");
        return Path.Combine(folder, "peer");
    }

    private static string BuildFast()
    {
        var folder = PrepareFolder("fast");
        Run(folder, "/usr/bin/fastddsgen", "-replace", "perception.idl");
        Run(folder, "/usr/bin/g++", "-I.", "-o", "peer", "fast_peer.cpp", "perception.cxx", "perceptionPubSubTypes.cxx", "-lfastrtps", "-lfastcdr");
        return Path.Combine(folder, "peer");
    }

    // Generators write beside their input, and the sources are not theirs to litter.
    private static string PrepareFolder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "peers", name)).FullName;
        foreach (var source in Directory.GetFiles(Path.Combine(Workspace.Root, "tests", "Interop", "peers")))
        {
            File.Copy(source, Path.Combine(folder, Path.GetFileName(source)), overwrite: true);
        }

        return folder;
    }

    private static void Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}{output.Result}");
    }
}
