namespace Ros2DotNet;

/// <summary>Whether parameters were set; if not, why.</summary>
public readonly record struct ParameterSetResult(bool Successful, string Reason)
{
    public static ParameterSetResult Success { get; } = new(true, "");

    public static ParameterSetResult Refused(string reason) => new(false, reason);
}
