namespace Perception.Cli.Camera;

/// <summary>One image as it goes into a message: pixels without padding, or a JPEG file.</summary>
internal sealed record CameraImage(int Width, int Height, int RowBytes, byte[] Data);
