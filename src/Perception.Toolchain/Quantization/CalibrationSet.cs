using Perception.Imaging;
using Perception.Preprocessing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>Pictures as the network sees them at run time: the same kernel prepares them.</summary>
public sealed unsafe class CalibrationSet(PreprocessingSpec spec, IReadOnlyList<string> paths)
{
    public IReadOnlyList<string> Paths { get; } = paths;

    /// <summary>Every n-th of a list, so that the whole of a drive is seen and any machine chooses the same.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> paths, int count) => count >= paths.Count ? paths
        : [.. Enumerable.Range(0, count).Select(i => paths[(int)((long)i * paths.Count / count)])];

    /// <summary>As many of them, evenly from all.</summary>
    public CalibrationSet Fewer(int count) => new(spec, Choose(Paths, count));

    /// <summary>The pictures as inputs, one after the other.</summary>
    /// <exception cref="ImageFormatException">One of them cannot be read.</exception>
    public IEnumerable<Tensor> Load()
    {
        using var kernel = new LetterboxKernel(spec);
        foreach (var path in Paths) yield return Load(kernel, path);
    }

    private Tensor Load(LetterboxKernel kernel, string path)
    {
        using var image = Decode(path);
        var bytes = GC.AllocateUninitializedArray<byte>(spec.ByteLength + Alignment, pinned: true);
        fixed (byte* start = bytes)
        {
            var aligned = ((nint)start + Alignment - 1) & ~(nint)(Alignment - 1);
            kernel.Run(image, aligned);
            return Tensor.FromBytes(
                spec.ElementType == TensorElementType.UInt8 ? ElementType.UInt8 : ElementType.Float32,
                new ReadOnlySpan<byte>((void*)aligned, spec.ByteLength).ToArray(),
                spec.Layout == TensorLayout.Nchw ? [1, 3, spec.Height, spec.Width] : [1, spec.Height, spec.Width, 3]);
        }
    }

    // A JPEG no larger than the network takes it, as in the nodes.
    private Image Decode(string path)
    {
        try
        {
            return PictureDecoder.Decode(File.ReadAllBytes(path), spec, out _, out _);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}");
        }
    }

    // A cache line, as the kernel wants its destination, with room for a vector behind the end.
    private const int Alignment = 128;
}
