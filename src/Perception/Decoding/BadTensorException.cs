namespace Perception.Decoding;

/// <summary>A network gave values that are no result (NaN, infinity); the frame is bad, the next may be good.</summary>
public sealed class BadTensorException(string message) : Exception(message);
