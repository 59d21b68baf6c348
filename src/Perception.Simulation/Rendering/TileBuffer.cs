using System.Runtime.InteropServices;

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

    private readonly void* _memory = NativeMemory.AlignedAlloc(Samples * Pixels * (sizeof(float) + sizeof(int)), 64);

    /// <summary>Sample after sample, each block by block.</summary>
    public float* Closeness => (float*)_memory;

    /// <summary>Index of the triangle's set-up, -1 where nothing is.</summary>
    public int* Setup => (int*)((float*)_memory + (Samples * Pixels));

    public void Clear(int samples, float farthest)
    {
        new Span<float>(Closeness, samples * Pixels).Fill(farthest);
        new Span<int>(Setup, samples * Pixels).Fill(-1);
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
