using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Tells by running both whether two graphs compute the same.</summary>
public static class EditCheck
{
    private const int Pictures = 2;

    /// <summary>
    /// The largest difference of outputs that both have, relative to the largest value of the output, over pictures of
    /// random levels; null where inputs are open, types differ or no output is in both.
    /// </summary>
    /// <param name="before">One graph.</param>
    /// <param name="after">The other.</param>
    /// <param name="adapt">Makes the input of the one from that of the other; null where they are the same.</param>
    /// <exception cref="GraphException">One of them does not run.</exception>
    public static double? Compare(GraphModel before, GraphModel after, Func<Tensor, Tensor>? adapt = null)
    {
        if (after.Inputs.Any(input => !input.IsStatic || input.Type is not (ElementType.Float32 or ElementType.UInt8)))
        {
            return null;
        }
        using var one = new GraphRunner(before);
        using var other = new GraphRunner(after);
        double? worst = null;
        for (var seed = 0; seed < Pictures; seed++)
        {
            var inputs = after.Inputs.ToDictionary(input => input.Name, input => Random(input, seed));
            var expected =
                one.Run(inputs.ToDictionary(pair => pair.Key, pair => adapt is null ? pair.Value : adapt(pair.Value)));
            foreach (var (name, actual) in other.Run(inputs))
            {
                if (expected.TryGetValue(name, out var value) && value.Shape.SequenceEqual(actual.Shape))
                    worst = Math.Max(worst ?? 0, Difference(value, actual));
            }
        }

        return worst;
    }

    /// <summary>
    /// The largest difference, relative to the largest value; infinite where one is finite and the other not.
    /// </summary>
    public static double Difference(Tensor expected, Tensor actual)
    {
        var (a, b) = (expected.ToFloats(), actual.ToFloats());
        double largest = 0, difference = 0;
        for (var i = 0; i < a.Length; i++)
        {
            if (!float.IsFinite(a[i]) || !float.IsFinite(b[i]))
            {
                // Both without a number, or both infinite to the same side.
                if (a[i].Equals(b[i])) continue;
                return double.PositiveInfinity;
            }

            largest = Math.Max(largest, Math.Abs((double)a[i]));
            difference = Math.Max(difference, Math.Abs((double)a[i] - b[i]));
        }

        return difference == 0 ? 0 : difference / Math.Max(largest, 1e-12);
    }

    // Networks that want 0..1 see a hard contrast then, which hides nothing from a comparison.
    private static Tensor Random(ValueInfo input, int seed)
    {
        var random = new Random(seed);
        var levels = new byte[input.ElementCount!.Value];
        random.NextBytes(levels);
        return input.Type == ElementType.UInt8
            ? Tensor.FromBytes(ElementType.UInt8, levels, [.. input.Shape!])
            : Tensor.FromFloats([.. levels.Select(level => (float)level)], [.. input.Shape!]);
    }
}
