using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Diagnostics;

/// <summary>How bad something is, by the levels of <c>diagnostic_msgs/msg/DiagnosticStatus</c>.</summary>
public enum DiagnosticLevel : byte
{
    Ok = DiagnosticStatus.Ok,
    Warn = DiagnosticStatus.Warn,
    Error = DiagnosticStatus.Error,
    Stale = DiagnosticStatus.Stale,
}
