namespace Ros2DotNet.Bags.Tests.Conformance;

internal sealed record ConformanceMessage(uint Sequence, ulong LogTime, ulong PublishTime, byte[] Data);
