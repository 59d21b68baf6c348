namespace Perception.Viewer.Protocol;

/// <summary>How a bag is being played.</summary>
internal readonly record struct PlaybackState(PlaybackStatus Status, long TimeNs, float Speed, bool DidSeek = false,
    string RequestId = "");
