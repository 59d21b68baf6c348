namespace Ros2DotNet.Diagnostics;

internal sealed class DelegateTask(string name, Action<DiagnosticReport> run) : IDiagnosticTask
{
    public string Name => name;

    public void Run(DiagnosticReport report) => run(report);
}
