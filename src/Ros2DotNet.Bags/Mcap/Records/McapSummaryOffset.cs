namespace Ros2DotNet.Bags.Mcap;

/// <summary>Where the records of one kind lie in the summary.</summary>
/// <param name="Group">Their kind.</param>
/// <param name="Start">Offset of the first in the file.</param>
/// <param name="Length">Bytes of all of them.</param>
public readonly record struct McapSummaryOffset(McapOpcode Group, ulong Start, ulong Length);
