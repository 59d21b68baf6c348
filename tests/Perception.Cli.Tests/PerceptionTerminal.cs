using System.Diagnostics;

namespace Perception.Cli.Tests;

/// <summary>The <c>perception</c> executable on a terminal of its own, and somebody at its keyboard.</summary>
internal sealed class PerceptionTerminal : IDisposable
{
    // As keys.py begins each answer.
    private const string Done = "done:";

    private readonly Process _process;

    private PerceptionTerminal(Process process) => _process = process;

    public static PerceptionTerminal Start(int domain, params string[] arguments)
    {
        Skip.IfNot(Python.Has("pty"), "needs Python's pty");
        var script = Path.Combine(Workspace.Root, "tests", "Perception.Cli.Tests", "Reference", "keys.py");
        var start = new ProcessStartInfo("/usr/bin/python3",
            [script, "dotnet", Path.Combine(AppContext.BaseDirectory, "Perception.Cli.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ROS_DOMAIN_ID"] = $"{domain}";
        start.Environment["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "LOCALHOST";
        return new PerceptionTerminal(Process.Start(start)!);
    }

    public void Press(string key) => Act(key);

    /// <summary>Waits until the terminal shows something new; the rest of the line it is in.</summary>
    public string WaitFor(string text) => Act($"={text}");

    /// <summary>What the terminal showed, once the command has ended with success.</summary>
    public string WaitForExit()
    {
        _process.StandardInput.Close();
        var shown = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}: {shown}");
        return shown;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string Act(string action)
    {
        _process.StandardInput.WriteLine(action);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine();
        return answer?.StartsWith(Done, StringComparison.Ordinal) is true
            ? answer[Done.Length..].Trim()
            : throw new InvalidOperationException($"'{action}': {answer}\n{_process.StandardOutput.ReadToEnd()}");
    }
}
