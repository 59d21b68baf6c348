namespace Ros2DotNet.Bags.Mcap;

/// <summary>Named pairs of text about a recording.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Values">The pairs, in the order of the file.</param>
public sealed record McapMetadata(string Name, IReadOnlyList<KeyValuePair<string, string>> Values);
