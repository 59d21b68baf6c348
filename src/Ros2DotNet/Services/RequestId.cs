namespace Ros2DotNet;

/// <summary>Which client asked, and its how-manieth request it is.</summary>
internal readonly record struct RequestId(ulong Client, long Sequence);
