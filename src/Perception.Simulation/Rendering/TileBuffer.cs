using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Perception.Simulation.Rendering;

/// <summary>
/// The nearest triangle at each sample of one tile of 8 x 4 blocks. Sample 0 is the centre of the pixel, where truth is
/// taken; samples 1 to 4 around it only smooth the edges of the picture.
/// </summary>
internal sealed unsafe class TileBuffer : IDisposable
{
    public const int BlocksAcross = 8;
    public const int BlocksDown = 4;
    public const int Width = BlocksAcross * RayTable.BlockSize;
    public const int Height = BlocksDown * RayTable.BlockSize;
    public const int Pixels = Width * Height;
    public const int Samples = 5;

    // Looking for the farthest sample of a block costs about as much as drawing a triangle there.
    private const int DrawnBetweenLooks = 4;

    private readonly void* _memory = NativeMemory.AlignedAlloc(Samples * Pixels * (sizeof(float) + sizeof(int)), 64);
    private readonly float[] _least = new float[BlocksAcross * BlocksDown];
    private readonly int[] _drawn = new int[BlocksAcross * BlocksDown];

    /// <summary>Sample after sample, each block by block.</summary>
    public float* Closeness => (float*)_memory;

    /// <summary>Index of the triangle's set-up, -1 where nothing is.</summary>
    public int* Setup => (int*)((float*)_memory + (Samples * Pixels));

    /// <summary>No sample of a block is less close than this: what is, need not be drawn there.</summary>
    public float LeastCloseness(int block) => _least[block];

    /// <summary>To be told when something was drawn on all samples of a block.</summary>
    public void Drawn(int block)
    {
        if (++_drawn[block] < DrawnBetweenLooks) return;
        _drawn[block] = 0;
        var least = Vector256.Create(float.MaxValue);
        for (var sample = 0; sample < Samples; sample++)
        {
            var closeness = Closeness + (sample * Pixels) + (block * RayTable.BlockPixels);
            for (var i = 0; i < RayTable.BlockPixels; i += 8) least = Vector256.Min(least, Vector256.LoadAligned(closeness + i));
        }

        var half = Vector128.Min(least.GetLower(), least.GetUpper());
        _least[block] = Math.Min(Math.Min(half[0], half[1]), Math.Min(half[2], half[3]));
    }

    public void Clear(int samples, float farthest)
    {
        new Span<float>(Closeness, samples * Pixels).Fill(farthest);
        new Span<int>(Setup, samples * Pixels).Fill(-1);
        _least.AsSpan().Fill(farthest);
        _drawn.AsSpan().Clear();
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
