namespace Ros2DotNet.Tf;

/// <summary>Where a frame was in its parent at one time.</summary>
internal readonly record struct LinkSample(long StampNs, int Parent, RigidTransform Transform);
