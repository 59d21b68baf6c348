using System.Runtime.InteropServices;

namespace Perception.Preprocessing;

/// <summary>
/// Everything of a letterbox that depends on the sizes only: for each output row and column the two neighbours and the
/// weight of the second in 1/32768, with pixel centres at half coordinates as in OpenCV's INTER_LINEAR.
/// </summary>
internal sealed unsafe class LetterboxPlan : IDisposable
{
    private const int Lanes = 32;
    private const int TableBytes = 64;

    private readonly List<nint> _memory = [];

    public LetterboxPlan(PreprocessingSpec spec, int sourceWidth, int sourceHeight)
    {
        SourceWidth = sourceWidth;
        SourceHeight = sourceHeight;
        var (scaleX, scaleY) = spec.Scales(sourceWidth, sourceHeight);
        (Width, Height) = spec.PictureSize(sourceWidth, sourceHeight);
        if (spec.Anchor == LetterboxAnchor.Centre)
        {
            OffsetX = (spec.Width - Width) / 2;
            OffsetY = (spec.Height - Height) / 2;
        }

        Transform = new LetterboxTransform((float)scaleX, (float)scaleY, OffsetX, OffsetY, sourceWidth, sourceHeight);
        Columns = Allocate<int>(Width + Lanes);
        ColumnWeights = Allocate<short>(Width + Lanes);
        Fill(Width, sourceWidth, (i, near, weight) =>
            (Columns[i], ColumnWeights[i]) = (3 * Math.Min(near, Math.Max(0, sourceWidth - 2)), weight));
        Rows = new (int Near, int Far, short Weight)[Height];
        Fill(Height, sourceHeight, (i, near, weight) => Rows[i] = (near, Math.Min(near + 1, sourceHeight - 1), weight));
        BlendedRow = Allocate<short>(3 * (sourceWidth + 1) + 2 * Lanes);
        Planes = Allocate<short>(3 * PlaneStride);
        FirstRow = Allocate<byte>(3 * sourceWidth);
        SecondRow = Allocate<byte>(3 * sourceWidth);
        PlanGroups();
    }

    public int SourceWidth { get; }

    public int SourceHeight { get; }

    /// <summary>Columns of the network's input that the picture fills.</summary>
    public int Width { get; }

    /// <summary>Rows of the network's input that the picture fills.</summary>
    public int Height { get; }

    public int OffsetX { get; }

    public int OffsetY { get; }

    /// <summary>Whether pixels are taken as they are.</summary>
    public bool IsUnscaled => (Width, Height) == (SourceWidth, SourceHeight);

    public LetterboxTransform Transform { get; }

    /// <summary>For each column the element of the left neighbour's first channel in a row of three channels.</summary>
    public int* Columns { get; }

    public short* ColumnWeights { get; }

    public (int Near, int Far, short Weight)[] Rows { get; }

    /// <summary>Two source rows blended, three channels, levels times 64.</summary>
    public short* BlendedRow { get; }

    /// <summary>One output row as three planes of <see cref="PlaneStride"/>, levels times 64.</summary>
    public short* Planes { get; }

    public int PlaneStride => (Width + 2 * Lanes) & ~(Lanes - 1);

    /// <summary>Room for converted source rows.</summary>
    public byte* FirstRow { get; }

    public byte* SecondRow { get; }

    /// <summary>
    /// Steps of <see cref="GroupBlend"/> that make a row, or 0 where the picture is too narrow or too much reduced for
    /// it.
    /// </summary>
    public int Groups { get; private set; }

    /// <summary>Registers of 64 bytes that hold all sources of a group, 1 or 2.</summary>
    public int GroupTables { get; private set; }

    /// <summary>For each group its first output column; the last group overlaps the one before.</summary>
    public int* GroupColumns { get; private set; }

    /// <summary>For each group where its table begins in a source row; a table never ends behind the row.</summary>
    public int* GroupOffsets { get; private set; }

    /// <summary>
    /// For each group 64 positions in its table for the left neighbours, each twice, channel by channel, then 64 for
    /// the right ones.
    /// </summary>
    public byte* GroupIndices { get; private set; }

    /// <summary>For each group the weights in the same lanes.</summary>
    public short* GroupWeights { get; private set; }

    public void Dispose()
    {
        foreach (var block in _memory)
        {
            NativeMemory.AlignedFree((void*)block);
        }

        _memory.Clear();
    }

    private static void Fill(int count, int sourceCount, Action<int, int, short> set)
    {
        var step = (double)sourceCount / count;
        for (var i = 0; i < count; i++)
        {
            var position = (i + 0.5) * step - 0.5;
            var near = (int)Math.Floor(position);
            var weight = position - near;
            if (near < 0)
            {
                (near, weight) = (0, 0);
            }
            else if (near >= sourceCount - 1)
            {
                (near, weight) = (Math.Max(0, sourceCount - 2), sourceCount > 1 ? 1 : 0);
            }

            set(i, near, (short)Math.Min(32767, Math.Round(weight * 32768)));
        }
    }

    private void PlanGroups()
    {
        GroupTables = Enumerable.Range(1, 2).FirstOrDefault(Fits);
        if (GroupTables == 0)
        {
            return;
        }

        Groups = (Width + GroupBlend.Columns - 1) / GroupBlend.Columns;
        GroupColumns = Allocate<int>(Groups);
        GroupOffsets = Allocate<int>(Groups);
        GroupIndices = Allocate<byte>(2 * TableBytes * Groups);
        GroupWeights = Allocate<short>(Lanes * Groups);
        for (var group = 0; group < Groups; group++)
        {
            var first = Math.Min(group * GroupBlend.Columns, Width - GroupBlend.Columns);
            var offset = Math.Min(Columns[first], 3 * SourceWidth - GroupTables * TableBytes);
            GroupColumns[group] = first;
            GroupOffsets[group] = offset;
            for (var lane = 0; lane < 3 * GroupBlend.Columns; lane++)
            {
                var column = first + lane % GroupBlend.Columns;
                var left = (byte)(Columns[column] - offset + lane / GroupBlend.Columns);
                var indices = GroupIndices + 2 * TableBytes * group + 2 * lane;
                indices[0] = indices[1] = left;
                indices[TableBytes] = indices[TableBytes + 1] = (byte)(left + 3);
                GroupWeights[Lanes * group + lane] = ColumnWeights[column];
            }
        }
    }

    // The table has to lie inside of the row, and both neighbours of every column of a group inside of the table.
    private bool Fits(int tables)
    {
        var bytes = tables * TableBytes;
        if (Width < GroupBlend.Columns || 3 * SourceWidth < bytes)
        {
            return false;
        }

        for (var x = 0; x + GroupBlend.Columns <= Width; x++)
        {
            if (Columns[x + GroupBlend.Columns - 1] - Columns[x] + 6 > bytes)
            {
                return false;
            }
        }

        return true;
    }

    private T* Allocate<T>(int count) where T : unmanaged
    {
        var block = NativeMemory.AlignedAlloc((nuint)(count * sizeof(T) + 64), 64);
        new Span<byte>(block, count * sizeof(T) + 64).Clear();
        _memory.Add((nint)block);
        return (T*)block;
    }
}
