namespace Ros2DotNet.Bags;

/// <summary>One file of a bag.</summary>
/// <param name="Path">Relative to the bag's folder.</param>
/// <param name="StartingTimeNs">Log time of its first message.</param>
/// <param name="DurationNs">From there to its last.</param>
/// <param name="MessageCount">Its messages.</param>
public sealed record BagFileInformation(string Path, long StartingTimeNs, long DurationNs, long MessageCount);
