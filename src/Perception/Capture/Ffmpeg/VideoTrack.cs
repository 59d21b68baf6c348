namespace Perception.Capture.Ffmpeg;

/// <summary>Pictures of a video or stream.</summary>
internal sealed record VideoTrack(int Width, int Height, double FramesPerSecond, string Codec);
