namespace Ros2DotNet.Bags.Mcap;

/// <summary>First record of a file.</summary>
/// <param name="Profile"><c>ros2</c> for rosbag2, empty where none applies.</param>
/// <param name="Library">Who wrote the file.</param>
public sealed record McapHeader(string Profile, string Library);
