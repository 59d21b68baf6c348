namespace Perception.Capture;

/// <summary>A camera, video or stream that cannot be opened or is gone; the message says which and why.</summary>
public sealed class CameraException(string message) : Exception(message);
