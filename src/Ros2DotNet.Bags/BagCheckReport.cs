namespace Ros2DotNet.Bags;

/// <summary>What a check found.</summary>
/// <param name="MessageCount">Messages that could be read.</param>
/// <param name="Problems">Everything that is not as it should be; empty for a whole bag.</param>
public sealed record BagCheckReport(long MessageCount, IReadOnlyList<BagProblem> Problems);
