namespace Perception.Geometry;

/// <summary>
/// One row to fetch: for each pixel the byte of its upper left neighbour (negative: none) and the weights of the others
/// in 1/32768.
/// </summary>
internal readonly unsafe struct RemapRow(
    byte* source, int stride, int byteLength, int* offsets, short* weightsX, short* weightsY, byte* target, int count)
{
    public readonly byte* Source = source;
    public readonly int Stride = stride;
    public readonly int ByteLength = byteLength;
    public readonly int* Offsets = offsets;
    public readonly short* WeightsX = weightsX;
    public readonly short* WeightsY = weightsY;
    public readonly byte* Target = target;
    public readonly int Count = count;
}
