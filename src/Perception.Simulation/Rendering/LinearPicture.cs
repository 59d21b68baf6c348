using System.Runtime.InteropServices;

namespace Perception.Simulation.Rendering;

/// <summary>A picture in linear light: three planes of floats.</summary>
internal sealed unsafe class LinearPicture : IDisposable
{
    private readonly float* _memory;

    public LinearPicture(int width, int height)
    {
        (Width, Height) = (width, height);
        // Eight floats before each row, and at least eight after it.
        Stride = ((width + 7) & ~7) + 16;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(3 * Stride * height * sizeof(float)), 64);
        NativeMemory.Clear(_memory, (nuint)(3 * Stride * height * sizeof(float)));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>
    /// Floats from one row to the next, a multiple of 8. Eight before and after a row may be read, and mean nothing.
    /// </summary>
    public int Stride { get; }

    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    public float* Row(int channel, int y) => _memory + (((channel * Height) + y) * Stride) + 8;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
