namespace Ros2DotNet.Tf;

/// <summary>One frame of a buffer as it is now.</summary>
/// <param name="Name">Its frame id.</param>
/// <param name="Parent">The frame it hangs below; null for a root.</param>
/// <param name="IsStatic">Whether its pose holds for ever.</param>
/// <param name="Samples">Poses that are kept.</param>
/// <param name="Oldest">Stamp of the oldest of them.</param>
/// <param name="Newest">Stamp of the newest of them.</param>
public sealed record FrameInfo(string Name, string? Parent, bool IsStatic, int Samples, RosTime Oldest, RosTime Newest)
{
    /// <summary>Poses a second over what is kept; zero below two.</summary>
    public double RateHz => Samples < 2 ? 0 : (Samples - 1) * 1e9 / (Newest.Nanoseconds - Oldest.Nanoseconds);
}
