namespace Ros2DotNet.Diagnostics;

/// <summary>Something that can say how it is.</summary>
public interface IDiagnosticTask
{
    /// <summary>The status is called <c>node: name</c>.</summary>
    string Name { get; }

    /// <summary>Fills an empty report; on the executor's thread, or of whoever calls
    /// <see cref="DiagnosticUpdater.Update"/>.</summary>
    void Run(DiagnosticReport report);
}
