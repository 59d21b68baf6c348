using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Perception.Decoding;

/// <summary>The best class of each pixel; of equal ones the first. Nothing allocates.</summary>
public static class ArgMax
{
    // Sixteen planes are more streams than a processor foresees by itself.
    private const int PixelsAhead = 256;

    private const string NotANumber = "the network's class scores hold NaN";

    /// <summary>From a plane of scores for each class.</summary>
    /// <param name="scores">Classes times pixels: logits or probabilities.</param>
    /// <param name="best">Receives the class of each pixel; its length is the number of pixels.</param>
    /// <param name="floor">
    /// Class 0 wins where no other scores above this. Autoware's decoder has 0; -infinity is a plain maximum.
    /// </param>
    /// <exception cref="BadTensorException">A score is NaN.</exception>
    public static void OfPlanes(ReadOnlySpan<float> scores, Span<byte> best, float floor = float.NegativeInfinity) =>
        OfPlanes(scores, best, floor, vectors: true);

    /// <summary>From scores side by side, <paramref name="classes"/> for each pixel.</summary>
    /// <exception cref="BadTensorException">A score is NaN.</exception>
    public static void OfPixels(ReadOnlySpan<float> scores, int classes, Span<byte> best,
        float floor = float.NegativeInfinity)
    {
        for (var i = 0; i < best.Length; i++)
        {
            var pixel = scores.Slice(i * classes, classes);
            var (winner, highest) = (0, floor);
            var sum = pixel[0];
            if (pixel[0] > highest)
            {
                highest = pixel[0];
            }

            for (var c = 1; c < pixel.Length; c++)
            {
                sum += pixel[c];
                if (pixel[c] > highest)
                {
                    (winner, highest) = (c, pixel[c]);
                }
            }

            best[i] = (byte)winner;
            if (float.IsNaN(sum) && pixel.ContainsAnyNaN())
            {
                throw new BadTensorException($"{NotANumber} at pixel {i}");
            }
        }
    }

    /// <summary>The probability of the best class by softmax over planes of logits.</summary>
    public static void Confidence(ReadOnlySpan<float> logits, ReadOnlySpan<byte> best, Span<float> probability)
    {
        const int Block = 256;
        Span<float> exponents = stackalloc float[Block];
        Span<float> gathered = stackalloc float[Block];
        var pixels = best.Length;
        for (var start = 0; start < pixels; start += Block)
        {
            var classes = best[start..Math.Min(start + Block, pixels)];
            var count = classes.Length;
            scoped var highest = logits.Slice(classes[0] * pixels + start, count);
            if (classes.ContainsAnyExcept(classes[0]))
            {
                for (var i = 0; i < count; i++)
                {
                    gathered[i] = logits[classes[i] * pixels + start + i];
                }

                highest = gathered[..count];
            }

            var sums = probability.Slice(start, count);
            sums.Clear();
            for (var plane = start; plane < logits.Length; plane += pixels)
            {
                TensorPrimitives.Subtract(logits.Slice(plane, count), highest, exponents);
                TensorPrimitives.Exp(exponents[..count], exponents);
                TensorPrimitives.Add(sums, exponents[..count], sums);
            }

            TensorPrimitives.Divide(1f, sums, sums);
        }
    }

    /// <summary>From an output that is a class index already, of 32 bits.</summary>
    /// <exception cref="BadTensorException">An index is not from 0 to 255.</exception>
    public static void Narrow(ReadOnlySpan<int> indices, Span<byte> best)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            best[i] = (uint)indices[i] <= 255 ? (byte)indices[i]
                : throw new BadTensorException($"the network's class index at pixel {i} is {indices[i]}");
        }
    }

    /// <inheritdoc cref="Narrow(ReadOnlySpan{int}, Span{byte})"/>
    public static void Narrow(ReadOnlySpan<long> indices, Span<byte> best)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            best[i] = (ulong)indices[i] <= 255 ? (byte)indices[i]
                : throw new BadTensorException($"the network's class index at pixel {i} is {indices[i]}");
        }
    }

    /// <inheritdoc cref="Narrow(ReadOnlySpan{int}, Span{byte})"/>
    public static void Narrow(ReadOnlySpan<float> indices, Span<byte> best)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            best[i] = indices[i] is >= 0 and <= 255 ? (byte)indices[i]
                : throw new BadTensorException($"the network's class index at pixel {i} is {indices[i]}");
        }
    }

    internal static void OfPlanes(ReadOnlySpan<float> scores, Span<byte> best, float floor, bool vectors)
    {
        var pixels = best.Length;
        if (pixels == 0 || scores.Length % pixels != 0 || scores.Length / pixels is < 1 or > 256)
        {
            throw new ArgumentException($"{scores.Length} scores are not 1 to 256 planes of {pixels} pixels",
                nameof(scores));
        }

        var i = vectors ? OfPlanesVectors(scores, best, floor) : 0;
        for (; i < pixels; i++)
        {
            var (winner, highest) = (0, Math.Max(scores[i], floor));
            for (int c = 1, at = pixels + i; at < scores.Length; c++, at += pixels)
            {
                if (float.IsNaN(scores[at]))
                {
                    highest = float.NaN;
                }
                else if (scores[at] > highest)
                {
                    (winner, highest) = (c, scores[at]);
                }
            }

            best[i] = float.IsNaN(highest) ? throw new BadTensorException($"{NotANumber} at pixel {i}") : (byte)winner;
        }
    }

    // Four registers of pixels at a time: their classes fill one register of bytes.
    private static int OfPlanesVectors(ReadOnlySpan<float> scores, Span<byte> best, float floor)
    {
        var pixels = best.Length;
        var i = 0;
        for (; i + Vector<byte>.Count <= pixels; i += Vector<byte>.Count)
        {
            var numbers = Vector<int>.AllBitsSet;
            var first = OfPlanes(scores, pixels, i, floor, ref numbers);
            var second = OfPlanes(scores, pixels, i + Vector<float>.Count, floor, ref numbers);
            var third = OfPlanes(scores, pixels, i + 2 * Vector<float>.Count, floor, ref numbers);
            var fourth = OfPlanes(scores, pixels, i + 3 * Vector<float>.Count, floor, ref numbers);
            if (!Vector.EqualsAll(numbers, Vector<int>.AllBitsSet))
            {
                return i;
            }

            Vector.Narrow(Vector.Narrow(first, second), Vector.Narrow(third, fourth)).CopyTo(best[i..]);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> OfPlanes(
        ReadOnlySpan<float> scores, int pixels, int first, float floor, ref Vector<int> numbers)
    {
        var floors = new Vector<float>(floor);
        var highest = new Vector<float>(scores[first..]);
        numbers &= Vector.Equals(highest, highest);
        highest = Vector.ConditionalSelect(Vector.GreaterThan(floors, highest), floors, highest);
        var winner = Vector<int>.Zero;
        for (int c = 1, at = pixels + first; at < scores.Length; c++, at += pixels)
        {
            Prefetch(scores, at + PixelsAhead);
            var score = new Vector<float>(scores[at..]);
            var better = Vector.GreaterThan(score, highest);
            numbers &= Vector.Equals(score, score);
            highest = Vector.ConditionalSelect(better, score, highest);
            winner = Vector.ConditionalSelect(better, new Vector<int>(c), winner);
        }

        return Vector.AsVectorUInt32(winner);
    }

    // Nothing is read: the place may lie behind the scores.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ReadOnlySpan<float> scores, int at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(scores)) + at);
        }
    }

    private static bool ContainsAnyNaN(this ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
