using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Perception.Nodes.Diagnostics;

/// <summary>One line of /diagnostics: how bad it is, and a sentence.</summary>
/// <param name="Level">OK, WARN, ERROR or STALE of <see cref="DiagnosticStatus"/>.</param>
/// <param name="Message">What an operator should know.</param>
internal readonly record struct Health(byte Level, string Message)
{
    public static Health Ok(string message) => new(DiagnosticStatus.Ok, message);

    public static Health Warn(string message) => new(DiagnosticStatus.Warn, message);

    public static Health Error(string message) => new(DiagnosticStatus.Error, message);

    public static Health Stale(string message) => new(DiagnosticStatus.Stale, message);
}
