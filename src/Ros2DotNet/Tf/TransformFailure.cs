namespace Ros2DotNet.Tf;

/// <summary>Why one lookup failed, in numbers; <see cref="TransformTree.Explain"/> makes a sentence of it.</summary>
/// <param name="Problem">What kind of problem.</param>
/// <param name="Target">The frame that was asked for, as it was given.</param>
/// <param name="Source">The frame it was asked from, as it was given.</param>
/// <param name="StampNs">The time that was asked for.</param>
/// <param name="Frame">The frame whose link to its parent failed, or the root of the target.</param>
/// <param name="OtherFrame">The root of the source.</param>
internal readonly record struct TransformFailure(
    TransformProblem Problem, string Target, string Source, long StampNs = 0, int Frame = -1, int OtherFrame = -1);
