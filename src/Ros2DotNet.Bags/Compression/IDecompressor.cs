namespace Ros2DotNet.Bags.Compression;

/// <summary>Decompresses whole frames, one after the other.</summary>
internal interface IDecompressor : IDisposable
{
    /// <summary>
    /// Decompresses <paramref name="source"/> into <paramref name="destination"/>, which grows as the output does and
    /// never on the strength of a claim alone. Returns the bytes made.
    /// </summary>
    /// <param name="source">The frame.</param>
    /// <param name="claimedSize">What the file says comes out; more is an error. Negative where it does not
    /// say.</param>
    /// <param name="destination">Reused from call to call.</param>
    /// <param name="truncated">The frame is known to lack its end: what can be made of it is enough.</param>
    /// <exception cref="CompressionException">The bytes are damaged.</exception>
    int Decompress(ReadOnlySpan<byte> source, long claimedSize, ref byte[] destination, bool truncated);
}
