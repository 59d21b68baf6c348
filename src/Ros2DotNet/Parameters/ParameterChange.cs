namespace Ros2DotNet;

/// <summary>A parameter that is about to get, or got, a value.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">bool, long, double, string, or an array of byte, bool, long, double or string.</param>
/// <param name="Kind">What happened to it.</param>
public sealed record ParameterChange(string Name, object Value, ParameterChangeKind Kind);
