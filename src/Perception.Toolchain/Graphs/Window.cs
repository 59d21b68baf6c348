namespace Perception.Toolchain.Graphs;

/// <summary>
/// The window that a convolution or pooling moves over its input, by spatial axis; attributes left out take ONNX's
/// defaults.
/// </summary>
public sealed record Window(
    IReadOnlyList<long> Kernel, IReadOnlyList<long> Strides, IReadOnlyList<long> Dilations, IReadOnlyList<long> Pads,
    string AutoPad)
{
    /// <summary>The window of a node; null where neither attributes nor weights tell its size.</summary>
    /// <param name="node">A Conv, ConvTranspose or pool.</param>
    /// <param name="weights">Shape of its weights; null for pools.</param>
    public static Window? Of(Node node, IReadOnlyList<long>? weights)
    {
        var kernel = node.Integers("kernel_shape") ?? (weights is { Count: > 2 } ? [.. weights.Skip(2)] : null);
        if (kernel is null || kernel.Any(size => size <= 0)) return null;
        var axes = kernel.Length;
        var strides = node.Integers("strides") ?? Ones(axes);
        var dilations = node.Integers("dilations") ?? Ones(axes);
        var pads = node.Integers("pads") ?? new long[2 * axes];
        var sound = strides.Length == axes && dilations.Length == axes && pads.Length == 2 * axes &&
            strides.All(step => step > 0) && dilations.All(step => step > 0);
        return sound ? new Window(kernel, strides, dilations, pads, node.Text("auto_pad", "NOTSET")) : null;
    }

    /// <summary>Positions of the window along an axis of an input; -1 where its size is open.</summary>
    public long Positions(int axis, long size, bool roundUp)
    {
        if (size < 0) return -1;
        if (AutoPad is "SAME_UPPER" or "SAME_LOWER") return (size + Strides[axis] - 1) / Strides[axis];
        var padding = AutoPad == "VALID" ? 0 : checked(Pads[axis] + Pads[axis + Kernel.Count]);
        var room = checked(size + padding - ((Kernel[axis] - 1) * Dilations[axis] + 1));
        if (room < 0) return 0;
        var positions = (room + (roundUp ? Strides[axis] - 1 : 0)) / Strides[axis] + 1;

        // A window that would start in the padding behind the end does not count.
        return roundUp && (positions - 1) * Strides[axis] >= size + Pads[axis] ? positions - 1 : positions;
    }

    private static long[] Ones(int count) => [.. Enumerable.Repeat(1L, count)];
}
