using Perception.Evaluation.Datasets;
using Perception.Evaluation.Depth;
using Perception.Evaluation.Segmentation;
using Perception.Imaging;
using Perception.Pipelines;

namespace Perception.Evaluation.Replay;

/// <summary>
/// Compares maps of a network with those of the truth, at the size of the truth: each of its pixels gets the value of
/// the map's cell that it lies in.
/// </summary>
internal sealed class MaskJudge
{
    // Of a class that is not judged.
    private const byte NotJudged = byte.MaxValue;

    private readonly byte[] _judgedOfTruth = NoClasses();
    private readonly byte[] _judgedOfNetwork = NoClasses();
    private byte[] _truth = [];
    private byte[] _answer = [];
    private float[] _metres = [];

    public MaskJudge(IReadOnlyList<string> networkClasses, IReadOnlyList<string> truthClasses)
    {
        var mapping = new ClassMapping(networkClasses, truthClasses);
        for (var i = 0; i < mapping.Common.Count; i++)
        {
            _judgedOfTruth[mapping.Common[i]] = (byte)i;
        }

        for (var i = 0; i < networkClasses.Count; i++)
        {
            _judgedOfNetwork[i] = mapping.ToDataset(i) is { } truth ? _judgedOfTruth[truth] : NotJudged;
        }

        Classes = [.. mapping.Common.Select(id => truthClasses[id])];
    }

    /// <summary>Classes that both know; truth of others does not count.</summary>
    public IReadOnlyList<string> Classes { get; }

    public SegmentationCounts Judge(PixelMap<byte> answer, Image truth)
    {
        var (width, height) = (truth.Width, truth.Height);
        Grow(ref _truth, width * height);
        Grow(ref _answer, width * height);
        for (var y = 0; y < height; y++)
        {
            var row = truth.Row(y);
            for (var x = 0; x < width; x++)
            {
                _truth[y * width + x] = _judgedOfTruth[row[x]];
                _answer[y * width + x] = _judgedOfNetwork[answer.Values[Cell(answer, x, y, width, height)]];
            }
        }

        return SegmentationCounts.Of(_truth.AsSpan(0, width * height), _answer.AsSpan(0, width * height),
            Classes.Count);
    }

    public IReadOnlyList<DepthSums> Judge(PixelMap<float> answer, TruthDepth truth)
    {
        Grow(ref _metres, truth.Metres.Length);
        for (var y = 0; y < truth.Height; y++)
        {
            for (var x = 0; x < truth.Width; x++)
            {
                _metres[y * truth.Width + x] = answer.Values[Cell(answer, x, y, truth.Width, truth.Height)];
            }
        }

        return DepthBands.Of(truth.Metres, _metres.AsSpan(0, truth.Metres.Length));
    }

    // (x + 1/2) w / W in whole numbers, so that no rounding moves a pixel to another cell.
    private static int Cell<T>(PixelMap<T> map, int x, int y, int width, int height) where T : unmanaged =>
        (int)((2L * y + 1) * map.Height / (2L * height)) * map.Width + (int)((2L * x + 1) * map.Width / (2L * width));

    private static byte[] NoClasses()
    {
        var table = new byte[256];
        Array.Fill(table, NotJudged);
        return table;
    }

    private static void Grow<T>(ref T[] buffer, int size)
    {
        if (buffer.Length < size)
        {
            buffer = new T[size];
        }
    }
}
