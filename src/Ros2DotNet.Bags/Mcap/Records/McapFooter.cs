namespace Ros2DotNet.Bags.Mcap;

/// <summary>Last record of a file.</summary>
/// <param name="SummaryStart">Offset of the summary; 0 where there is none.</param>
/// <param name="SummaryOffsetStart">Offset of the summary's own table of contents; 0 where there is none.</param>
/// <param name="SummaryCrc">CRC-32 from the summary's start through <paramref name="SummaryOffsetStart"/>; 0 where
/// unknown.</param>
public readonly record struct McapFooter(ulong SummaryStart, ulong SummaryOffsetStart, uint SummaryCrc);
