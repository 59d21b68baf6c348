using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Perception.Imaging;

namespace Perception.Decoding;

/// <summary>
/// Depth along the optical axis in metres of 32 bits (REP 118): NaN where there is none, +infinity what is too far,
/// -infinity what is too near (REP 117). Nothing allocates.
/// </summary>
public static class DepthDecoder
{
    private const float MillimetresPerMetre = 1000;

    /// <summary>A network's output to metres.</summary>
    public static void ToMetres(ReadOnlySpan<float> output, Span<float> depthMetres, DepthSpec spec) =>
        ToMetres(output, depthMetres, spec, vectors: true);

    /// <summary>
    /// An image of encoding 32FC1 (metres) or 16UC1 (millimetres, 0 is none), row by row without padding.
    /// </summary>
    /// <exception cref="ImageFormatException">It is no depth image.</exception>
    public static void ToMetres(Image image, Span<float> depthMetres)
    {
        if (image.Format is not (PixelFormat.Depth16U or PixelFormat.Mono16 or PixelFormat.Depth32F))
        {
            throw new ImageFormatException(
                $"an image of {ImageEncodings.ToRos(image.Format)} is no depth; 32FC1 and 16UC1 are");
        }

        for (var y = 0; y < image.Height; y++)
        {
            var row = depthMetres.Slice(y * image.Width, image.Width);
            if (image.Format == PixelFormat.Depth32F)
            {
                ReadMetres(MemoryMarshal.Cast<byte, int>(image.Row(y)), row,
                    image.IsBigEndian == BitConverter.IsLittleEndian);
            }
            else
            {
                ReadMillimetres(MemoryMarshal.Cast<byte, ushort>(image.Row(y)), row,
                    image.IsBigEndian == BitConverter.IsLittleEndian);
            }
        }
    }

    /// <summary>Metres to whole millimetres; 0 for everything that 16 bits cannot say.</summary>
    public static void ToMillimetres(ReadOnlySpan<float> depthMetres, Span<ushort> depthMillimetres)
    {
        for (var i = 0; i < depthMetres.Length; i++)
        {
            var millimetres = MathF.Round(depthMetres[i] * MillimetresPerMetre);
            depthMillimetres[i] = millimetres is >= 0 and <= ushort.MaxValue ? (ushort)millimetres : (ushort)0;
        }
    }

    internal static void ToMetres(ReadOnlySpan<float> output, Span<float> depthMetres, DepthSpec spec, bool vectors)
    {
        depthMetres = depthMetres[..output.Length];
        var done = vectors ? ScaleVectors(output, depthMetres, spec) : 0;
        for (var i = done; i < output.Length; i++)
        {
            depthMetres[i] = output[i] * spec.Scale + spec.Offset;
        }

        if (spec.Form == DepthForm.Log)
        {
            TensorPrimitives.Exp(depthMetres, depthMetres);
        }

        done = vectors ? LimitVectors(depthMetres, spec) : 0;
        for (var i = done; i < depthMetres.Length; i++)
        {
            depthMetres[i] = Limit(depthMetres[i], spec);
        }
    }

    private static float Limit(float value, DepthSpec spec)
    {
        if (spec.Form == DepthForm.Inverse)
        {
            value = value <= 0 ? float.PositiveInfinity : 1 / value;
        }

        return value <= 0 || value < spec.MinimumMetres ? float.NegativeInfinity
            : value > spec.MaximumMetres ? float.PositiveInfinity
            : value;
    }

    // Multiplied and added apart, not fused: so every vector width and the loop above give the same bits.
    private static int ScaleVectors(ReadOnlySpan<float> output, Span<float> depthMetres, DepthSpec spec)
    {
        var (scale, offset) = (new Vector<float>(spec.Scale), new Vector<float>(spec.Offset));
        var i = 0;
        for (; i + Vector<float>.Count <= output.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(output[i..]) * scale + offset).CopyTo(depthMetres[i..]);
        }

        return i;
    }

    private static int LimitVectors(Span<float> depthMetres, DepthSpec spec)
    {
        var (minimum, maximum) = (new Vector<float>(spec.MinimumMetres), new Vector<float>(spec.MaximumMetres));
        var (far, near) = (new Vector<float>(float.PositiveInfinity), new Vector<float>(float.NegativeInfinity));
        var i = 0;
        for (; i + Vector<float>.Count <= depthMetres.Length; i += Vector<float>.Count)
        {
            var value = new Vector<float>(depthMetres[i..]);
            if (spec.Form == DepthForm.Inverse)
            {
                var beyond = Vector.LessThanOrEqual(value, Vector<float>.Zero);
                value = Vector.ConditionalSelect(beyond, far, Vector<float>.One / value);
            }

            var tooNear = Vector.LessThanOrEqual(value, Vector<float>.Zero) | Vector.LessThan(value, minimum);
            value = Vector.ConditionalSelect(Vector.GreaterThan(value, maximum), far, value);
            Vector.ConditionalSelect(tooNear, near, value).CopyTo(depthMetres[i..]);
        }

        return i;
    }

    private static void ReadMetres(ReadOnlySpan<int> row, Span<float> depthMetres, bool swapped)
    {
        for (var x = 0; x < depthMetres.Length; x++)
        {
            depthMetres[x] = BitConverter.Int32BitsToSingle(
                swapped ? BinaryPrimitives.ReverseEndianness(row[x]) : row[x]);
        }
    }

    private static void ReadMillimetres(ReadOnlySpan<ushort> row, Span<float> depthMetres, bool swapped)
    {
        for (var x = 0; x < depthMetres.Length; x++)
        {
            var millimetres = swapped ? BinaryPrimitives.ReverseEndianness(row[x]) : row[x];
            depthMetres[x] = millimetres == 0 ? float.NaN : millimetres / MillimetresPerMetre;
        }
    }
}
