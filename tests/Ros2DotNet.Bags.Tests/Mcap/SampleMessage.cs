namespace Ros2DotNet.Bags.Tests.Mcap;

internal sealed record SampleMessage(ushort Channel, uint Sequence, ulong LogTime, string Data);
