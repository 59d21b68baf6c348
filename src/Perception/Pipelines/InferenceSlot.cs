using System.Runtime.InteropServices;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Tensors and geometry of one frame between the steps of a detector.</summary>
public sealed unsafe class InferenceSlot : IDisposable
{
    private const int Alignment = 64;

    internal InferenceSlot(int inputBytes, int outputBytes)
    {
        InputBytes = inputBytes;
        OutputBytes = outputBytes;
        Input = (nint)NativeMemory.AlignedAlloc((nuint)inputBytes + Alignment, Alignment);
        Output = (nint)NativeMemory.AlignedAlloc((nuint)outputBytes + Alignment, Alignment);
    }

    /// <summary>How the network's pixels relate to the image's.</summary>
    public LetterboxTransform Transform { get; internal set; }

    /// <summary>Of <see cref="Input"/>, which only the letterbox writes to.</summary>
    internal LetterboxBorder Border { get; } = new();

    internal nint Input { get; private set; }

    internal nint Output { get; private set; }

    internal int InputBytes { get; }

    internal int OutputBytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree((void*)Input);
        NativeMemory.AlignedFree((void*)Output);
        Input = Output = 0;
    }
}
