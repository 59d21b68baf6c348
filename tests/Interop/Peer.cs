using System.Diagnostics;
using System.Security.Cryptography;

namespace Interop;

/// <summary>
/// An independent DDS program: in C on what Cyclone's idlc generates, or in C++ on what fastddsgen generates.
/// </summary>
internal sealed class Peer : IDisposable
{
    private static readonly Dictionary<PeerKind, Lazy<string>> Executables = new()
    {
        [PeerKind.Cyclone] = new(BuildCyclone),
        [PeerKind.Fast] = new(BuildFast),
    };

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly List<string> _lines = [];

    private Peer(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = Task.Run(Read);
    }

    /// <summary>Starts a peer that goes on until it is disposed.</summary>
    public static Peer Start(PeerKind kind, params string[] arguments) =>
        new(new ProcessStartInfo(Executable(kind), arguments));

    /// <summary>The program of a kind; the test skips where its tools are missing.</summary>
    public static string Executable(PeerKind kind)
    {
        RequireTools(kind);
        return Executables[kind].Value;
    }

    /// <summary>Starts a peer in a network namespace, with a configuration of its own.</summary>
    public static Peer StartIn(NetworkNamespace network, string configuration, PeerKind kind, params string[] arguments)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", network.Name, Executable(kind), .. arguments]);
        start.Environment["CYCLONEDDS_URI"] = configuration;
        return new Peer(start);
    }

    /// <summary>What it has printed up to now.</summary>
    public string[] Printed
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The lines that a peer prints until it ends by itself.</summary>
    public string[] Lines()
    {
        Assert.True(_process.WaitForExit(180_000), "the peer did not end within 180 s");
        Assert.True(_process.ExitCode == 0, $"the peer failed: {_errors.Result}");
        _reading.Wait();
        return Printed;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // Killed outright: nobody is told that it goes.
            _process.Kill();
            _process.WaitForExit();
        }

        _reading.Wait();
        _process.Dispose();
    }

    private async Task Read()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }

    private static void RequireTools(PeerKind kind)
    {
        string[] tools = kind == PeerKind.Cyclone
            ? ["/usr/bin/idlc", "/usr/bin/gcc", "/usr/include/dds/dds.h"]
            : ["/usr/bin/fastddsgen", "/usr/bin/g++", "/usr/bin/java",
                "/usr/include/fastdds/dds/domain/DomainParticipant.hpp"];
        foreach (var tool in tools)
        {
            Skip.IfNot(File.Exists(tool), $"needs {tool}, which scripts/setup installs");
        }
    }

    private static string BuildCyclone() => Build("cyclone", folder =>
    {
        // ROS endpoints tell nothing of their types but the name: -t leaves it out.
        foreach (var idl in new[] { "perception", "services", "graph" })
        {
            Run(folder, "/usr/bin/idlc", "-l", "c", "-t", "-D", "RMW_CYCLONEDDS", "-W", "no-implicit-extensibility",
                $"{idl}.idl");
        }

        Run(folder, "/usr/bin/gcc", "-O1", "-I.", "-o", "peer", "cyclone_peer.c", "cyclone_topics.c",
            "cyclone_services.c", "cyclone_graph.c",
            "perception.c", "services.c", "graph.c", "-lddsc");
    });

    private static string BuildFast() => Build("fast", folder =>
    {
        Run(folder, "/usr/bin/fastddsgen", "-replace", "perception.idl", "services.idl");
        Run(folder, "/usr/bin/g++", "-I.", "-o", "peer", "fast_peer.cpp", "fast_topics.cpp", "fast_services.cpp",
            "perception.cxx", "perceptionPubSubTypes.cxx", "services.cxx", "servicesPubSubTypes.cxx", "-lfastrtps",
            "-lfastcdr");
    });

    // Generators write beside their input, and the sources are not theirs to litter. What they were made from names the
    // folder, so that the next run finds them made.
    private static string Build(string name, Action<string> build)
    {
        var sources = Directory.GetFiles(Path.Combine(Workspace.Root, "tests", "Interop", "peers"))
            .Order(StringComparer.Ordinal).ToArray();
        var hash = SHA256.HashData([.. sources.SelectMany(File.ReadAllBytes)]);
        var folder = Path.Combine(AppContext.BaseDirectory, "peers", $"{name}-{Convert.ToHexStringLower(hash)[..12]}");
        if (!Directory.Exists(folder))
        {
            var scratch = $"{folder}.{Environment.ProcessId}";
            Directory.CreateDirectory(scratch);
            foreach (var source in sources)
            {
                File.Copy(source, Path.Combine(scratch, Path.GetFileName(source)), overwrite: true);
            }

            build(scratch);
            Directory.Move(scratch, folder);
        }

        return Path.Combine(folder, "peer");
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
