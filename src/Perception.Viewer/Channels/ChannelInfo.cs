namespace Perception.Viewer.Channels;

/// <summary>What clients are told of a topic.</summary>
/// <param name="Topic">Its full name.</param>
/// <param name="Type"><c>pkg/msg/Type</c>.</param>
/// <param name="Definition">The <c>ros2msg</c> text with dependencies.</param>
/// <param name="IsSticky">Late clients get what was sent last: a latched topic.</param>
internal sealed record ChannelInfo(string Topic, string Type, string Definition, bool IsSticky = false);
