namespace Ros2DotNet.Diagnostics;

/// <summary>Several tasks under one name: their values in one list, their summaries merged.</summary>
public sealed class CompositeTask(string name, params IDiagnosticTask[] tasks) : IDiagnosticTask
{
    private readonly DiagnosticSummary _merged = new();

    public string Name => name;

    public void Run(DiagnosticReport report)
    {
        _merged.Set(DiagnosticLevel.Ok, "");
        foreach (var task in tasks)
        {
            report.Set(DiagnosticLevel.Error, "No message was set");
            task.Run(report);
            _merged.Merge(report.Level, report.Message);
        }

        report.Set(_merged.Level, _merged.Message);
    }
}
