namespace Ros2DotNet.Bags.Compression;

/// <summary>Makes frames.</summary>
internal interface ICompressor : IDisposable
{
    /// <summary>
    /// Compresses into <paramref name="destination"/>, which is replaced where too small; returns the frame's bytes.
    /// </summary>
    int Compress(ReadOnlySpan<byte> source, ref byte[] destination);
}
