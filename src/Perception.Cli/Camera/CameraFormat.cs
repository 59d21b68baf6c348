using Perception.Imaging;

namespace Perception.Cli.Camera;

/// <summary>What a pretended camera sends.</summary>
/// <param name="Compressed">JPEG instead of pixels.</param>
/// <param name="Pixels">Layout of raw pixels.</param>
/// <param name="Size">Size to resize to; null keeps each image's own.</param>
internal sealed record CameraFormat(bool Compressed, PixelFormat Pixels, ImageSize? Size);
