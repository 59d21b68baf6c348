using System.Runtime.InteropServices;

namespace Perception.Preprocessing;

/// <summary>
/// Everything of a letterbox that depends on the sizes only: for each output row and column the two neighbours and the
/// weight of the second in 1/32768, with pixel centres at half coordinates as in OpenCV's INTER_LINEAR.
/// </summary>
internal sealed unsafe class LetterboxPlan : IDisposable
{
    /// <summary>Output columns that one shuffle of the vector path makes, or 0 where their sources span more than its table.</summary>
    public const int MaximumGroup = 8;

    // Two 512-bit registers of 16-bit values.
    private const int TableElements = 64;
    private const int Lanes = 32;

    private readonly List<nint> _memory = [];

    public LetterboxPlan(PreprocessingSpec spec, int sourceWidth, int sourceHeight)
    {
        SourceWidth = sourceWidth;
        SourceHeight = sourceHeight;
        var scaleX = (double)spec.Width / sourceWidth;
        var scaleY = (double)spec.Height / sourceHeight;
        if (spec.Anchor != LetterboxAnchor.Stretch)
        {
            scaleX = scaleY = Math.Min(scaleX, scaleY);
        }

        Width = Math.Clamp((int)(sourceWidth * scaleX), 1, spec.Width);
        Height = Math.Clamp((int)(sourceHeight * scaleY), 1, spec.Height);
        if (spec.Anchor == LetterboxAnchor.Centre)
        {
            OffsetX = (spec.Width - Width) / 2;
            OffsetY = (spec.Height - Height) / 2;
        }

        Transform = new LetterboxTransform((float)scaleX, (float)scaleY, OffsetX, OffsetY, sourceWidth, sourceHeight);
        Columns = Allocate<int>(Width + Lanes);
        ColumnWeights = Allocate<short>(Width + Lanes);
        Fill(Width, sourceWidth, (i, near, weight) => (Columns[i], ColumnWeights[i]) = (3 * Math.Min(near, Math.Max(0, sourceWidth - 2)), weight));
        Rows = new (int Near, int Far, short Weight)[Height];
        Fill(Height, sourceHeight, (i, near, weight) => Rows[i] = (near, Math.Min(near + 1, sourceHeight - 1), weight));
        BlendedRow = Allocate<short>(3 * (sourceWidth + 1) + 2 * TableElements);
        Planes = Allocate<short>(3 * PlaneStride);
        NearRow = Allocate<byte>(3 * sourceWidth + 128);
        FarRow = Allocate<byte>(3 * sourceWidth + 128);
        PlanShuffles();
    }

    public int SourceWidth { get; }

    public int SourceHeight { get; }

    /// <summary>Columns of the network's input that the picture fills.</summary>
    public int Width { get; }

    /// <summary>Rows of the network's input that the picture fills.</summary>
    public int Height { get; }

    public int OffsetX { get; }

    public int OffsetY { get; }

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
    public byte* NearRow { get; }

    public byte* FarRow { get; }

    public int Group { get; private set; }

    /// <summary>For each group the indices of its left neighbours relative to its first, channel by channel; right ones are 3 on.</summary>
    public ushort* GroupIndices { get; private set; }

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

    private void PlanShuffles()
    {
        Group = MaximumGroup;
        while (Group >= 4 && !Fits(Group))
        {
            Group /= 2;
        }

        if (Group < 4)
        {
            Group = 0;
            return;
        }

        var groups = Width / Group;
        GroupIndices = Allocate<ushort>(Lanes * Math.Max(1, groups));
        GroupWeights = Allocate<short>(Lanes * Math.Max(1, groups));
        for (var group = 0; group < groups; group++)
        {
            var first = Columns[group * Group];
            for (var channel = 0; channel < 3; channel++)
            {
                for (var k = 0; k < Group; k++)
                {
                    var lane = group * Lanes + channel * MaximumGroup + k;
                    GroupIndices[lane] = (ushort)(Columns[group * Group + k] - first + channel);
                    GroupWeights[lane] = ColumnWeights[group * Group + k];
                }
            }
        }
    }

    private bool Fits(int group)
    {
        for (var x = 0; x + group <= Width; x += group)
        {
            if (Columns[x + group - 1] - Columns[x] + 5 >= TableElements)
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
