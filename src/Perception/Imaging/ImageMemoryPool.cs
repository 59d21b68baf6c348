using System.Numerics;
using System.Runtime.InteropServices;

namespace Perception.Imaging;

/// <summary>Native blocks for pixels, aligned to a cache line, kept by size class for reuse.</summary>
internal static unsafe class ImageMemoryPool
{
    private const int Alignment = 64;

    // Kernels may read a vector past the last pixel.
    private const int Slack = 64;
    private const int KeptPerClass = 16;

    // Not a Lock: that allocates a wait event when it is first contended.
    private static readonly object Gate = new();
    private static readonly Stack<nint>[] Free =
        [.. Enumerable.Range(0, 32).Select(_ => new Stack<nint>(KeptPerClass))];
    private static long _outstanding;

    /// <summary>Blocks handed out and not back yet.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    public static nint Rent(int bytes)
    {
        var sizeClass = SizeClass(bytes);
        nint block;
        bool isKept;
        lock (Gate)
        {
            isKept = Free[sizeClass].TryPop(out block);
        }

        if (!isKept)
        {
            block = (nint)NativeMemory.AlignedAlloc(((nuint)1 << sizeClass) + Slack, Alignment);
        }

        Interlocked.Increment(ref _outstanding);
        return block;
    }

    public static void Return(nint block, int bytes)
    {
        Interlocked.Decrement(ref _outstanding);
        lock (Gate)
        {
            var free = Free[SizeClass(bytes)];
            if (free.Count < KeptPerClass)
            {
                free.Push(block);
                return;
            }
        }

        NativeMemory.AlignedFree((void*)block);
    }

    private static int SizeClass(int bytes) => Math.Max(12, BitOperations.Log2((uint)Math.Max(1, bytes - 1)) + 1);
}
