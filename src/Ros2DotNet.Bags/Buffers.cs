namespace Ros2DotNet.Bags;

/// <summary>Buffers that are kept and grow seldom.</summary>
internal static class Buffers
{
    /// <summary>
    /// At least <paramref name="size"/> bytes, and an eighth more: the next chunk is a little larger or smaller.
    /// </summary>
    public static byte[] Roomy(int size) =>
        GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, size + (size / 8L)));
}
