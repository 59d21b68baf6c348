using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgePerception.Testing;

/// <summary>
/// The <c>perception</c> executable as a process of its own, on a ROS domain that the test has for itself.
/// </summary>
internal sealed partial class PerceptionProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly BlockingCollection<string> _errors = [];

    private PerceptionProcess(int domain, string[] arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? reader = null)
    {
        // Whatever runs in the background of a script inherits that interrupts are ignored. The tests' own dotnet is
        // taken, for PATH may be of the test's making.
        var program = Path.Combine(AppContext.BaseDirectory, "Perception.Cli.dll");
        string[] command = ["env", "--default-signal=INT", Environment.ProcessPath!, program, .. arguments];
        if (reader is not null) command = ["bash", "-o", "pipefail", "-c", $"\"$@\" | {reader}", "bash", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["ROS_DOMAIN_ID"] = $"{domain}";
        start.Environment["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "LOCALHOST";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Collect(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Collect(_errors, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static PerceptionProcess Start(int domain, params string[] arguments) => new(domain, arguments);

    public static PerceptionProcess Start(int domain, IReadOnlyDictionary<string, string> environment,
        params string[] arguments) =>
        new(domain, arguments, environment);

    /// <summary>With its output read by another command of the shell; the exit code is its own.</summary>
    public static PerceptionProcess StartInto(string reader, int domain, params string[] arguments) =>
        new(domain, arguments, reader: reader);

    public static ProcessResult Run(params string[] arguments)
    {
        using var process = Start(0, arguments);
        return process.WaitForExit();
    }

    /// <summary>
    /// Runs a command that looks around for a moment, and again where that was too short on a busy machine.
    /// </summary>
    public static ProcessResult RunUntil(int domain, Func<ProcessResult, bool> hasSeen, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var process = Start(domain, arguments);
            var result = process.WaitForExit();
            if (attempt == 5 || hasSeen(result)) return result;
        }
    }

    /// <summary>Next line of standard output, waiting for it.</summary>
    public string ReadLine() =>
        _output.TryTake(out var line, Patience)
            ? line
            : throw new TimeoutException($"no output; errors: {string.Join('\n', _errors)}");

    /// <summary>Waits until a line of standard error says what is looked for.</summary>
    public void ReadErrorLine(string wanted)
    {
        while (_errors.TryTake(out var line, Patience))
        {
            if (line.Contains(wanted)) return;
        }

        throw new TimeoutException($"'{wanted}' was never said");
    }

    public ProcessResult WaitForExit()
    {
        if (!_process.WaitForExit(Patience))
        {
            throw new TimeoutException($"still running; errors: {string.Join('\n', _errors)}");
        }
        _process.WaitForExit();
        return new ProcessResult(_process.ExitCode, string.Join('\n', _output), string.Join('\n', _errors));
    }

    /// <summary>Bytes of memory that it holds now.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Sends SIGTERM, as ros2 launch and systemd do.</summary>
    public void Terminate() => Signal(15);

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int signal) => _ = Kill(_process.Id, signal);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Collect(BlockingCollection<string> lines, string? line)
    {
        if (line is null) lines.CompleteAdding();
        else lines.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
