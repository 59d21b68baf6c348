namespace Perception.Viewer.Recorded;

/// <summary>What a client asked of playback.</summary>
internal sealed record PlaybackCommand(bool Play, float Speed, long? SeekNs, string RequestId);
