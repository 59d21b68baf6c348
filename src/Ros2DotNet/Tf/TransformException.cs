namespace Ros2DotNet.Tf;

/// <summary>A transform that cannot be had; the message names the frames, the link that is missing and the
/// times.</summary>
public sealed class TransformException(TransformProblem problem, string message) : Exception(message)
{
    /// <summary>What kind of problem it is, for programs.</summary>
    public TransformProblem Problem { get; } = problem;
}
