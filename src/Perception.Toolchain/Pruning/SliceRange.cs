using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>What a Slice takes of the channels: all of them where it cuts other dimensions.</summary>
internal readonly record struct SliceRange(bool CutsChannels, int Axis, long Start, long End)
{
    /// <summary>Null where its bounds are no constants, or it skips channels or cuts pictures.</summary>
    public static SliceRange? OfChannels(GraphModel model, Node node)
    {
        var starts = node.Integers("starts") ?? model.Constant(node.Input(1))?.ToLongs();
        var ends = node.Integers("ends") ?? model.Constant(node.Input(2))?.ToLongs();
        var axes = node.Integers("axes") ?? (node.Input(3) is null
            ? starts?.Select((_, i) => (long)i).ToArray() : model.Constant(node.Input(3))?.ToLongs());
        var steps = node.Input(4) is null ? null : model.Constant(node.Input(4))?.ToLongs();
        if (starts is null || ends is null || axes is null || (node.Input(4) is not null && steps is null)) return null;
        var found = new SliceRange(false, -1, 0, 0);
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] is 0 or -4) return null;
            if (axes[i] is not (1 or -3)) continue;
            if (steps is not null && steps[i] != 1) return null;
            found = new SliceRange(true, i, starts[i], ends[i]);
        }

        return found;
    }

    public int[] Take(int[] channels)
    {
        if (!CutsChannels) return channels;
        var (from, to) = Bounds(channels.Length);
        return from < to ? channels[from..to] : [];
    }

    /// <summary>The same channels where only some are left: bounds count those before them.</summary>
    public (long Start, long End) After(IReadOnlyList<bool> keep)
    {
        var (from, to) = Bounds(keep.Count);
        return (keep.Take(from).Count(kept => kept), keep.Take(to).Count(kept => kept));
    }

    private (int From, int To) Bounds(int count) => (Place(Start, count), Place(End, count));

    private static int Place(long at, int count) => (int)Math.Clamp(at < 0 ? at + count : at, 0, count);
}
