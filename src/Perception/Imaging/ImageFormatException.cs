namespace Perception.Imaging;

/// <summary>An image whose bytes do not hold what its description says; one sentence.</summary>
public sealed class ImageFormatException(string message) : Exception(message);
