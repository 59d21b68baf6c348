namespace Perception.Toolchain.Graphs;

/// <summary>Arithmetic on shapes; open dimensions are -1.</summary>
public static class Shapes
{
    /// <summary>The product of dimensions, long.MaxValue where it does not fit.</summary>
    public static long Product(IEnumerable<long> shape)
    {
        var product = 1L;
        foreach (var dimension in shape)
        {
            if (dimension == 0) return 0;
            product = product > long.MaxValue / dimension ? long.MaxValue : product * dimension;
        }

        return product;
    }

    /// <summary>For example <c>[1,3,?,640]</c>.</summary>
    public static string Text(IEnumerable<long>? shape) =>
        shape is null ? "[...]" : $"[{string.Join(",", shape.Select(d => d < 0 ? "?" : $"{d}"))}]";

    /// <summary>The shape of an elementwise operation on both, by ONNX's rules; null where they do not fit.</summary>
    public static long[]? Broadcast(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        var rank = Math.Max(a.Count, b.Count);
        var result = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            var x = i < rank - a.Count ? 1 : a[i - (rank - a.Count)];
            var y = i < rank - b.Count ? 1 : b[i - (rank - b.Count)];
            if (x > 1 && y > 1 && x != y) return null;
            result[i] = x == 1 ? y : y == 1 ? x : Math.Max(x, y);
        }

        return result;
    }
}
