namespace Perception.Viewer.Protocol;

/// <summary>With the numbers of the protocol.</summary>
internal enum PlaybackStatus : byte
{
    Playing = 0,
    Paused = 1,
    Ended = 3,
}
