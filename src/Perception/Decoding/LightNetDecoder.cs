using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Decoding;

/// <summary>
/// Reads the detection heads of a LightNet, as Scaled-YOLOv4 defines them (Wang, Bochkovskiy and Liao, 2021): with t
/// the activated output, x = (column + 2 t - 0.5) / columns and w = anchor (2 t)^2. Reuses its buffers; not
/// thread-safe.
/// </summary>
public sealed class LightNetDecoder
{
    private const int BoxChannels = 5;

    private readonly LightNetOptions _options;
    private readonly LightNetHead[] _heads;
    private readonly int _classes;
    private readonly int _inputWidth;
    private readonly int _inputHeight;
    private readonly float _objectnessThreshold;
    private readonly NonMaximumSuppression _suppression = new();
    private readonly float[] _values;
    private Detection[] _proposals = new Detection[1024];
    private int _count;

    /// <summary>A decoder for heads from the finest grid to the coarsest, of a network of that input size.</summary>
    /// <exception cref="InferenceException">There are not as many heads as lists of anchors.</exception>
    public LightNetDecoder(IReadOnlyList<LightNetHead> heads, int classes, int inputWidth, int inputHeight,
        LightNetOptions options)
    {
        if (heads.Count != options.Anchors.Count || heads.Any(head => head.Columns < 1 || head.Rows < 1))
        {
            throw new InferenceException($"there are {heads.Count} LightNet heads ({string.Join(", ", heads)}), " +
                $"but anchors for {options.Anchors.Count}; each head needs its own list");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        (_heads, _classes, _options) = ([.. heads], classes, options);
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);

        _values = new float[BoxChannels + classes];

        // What is not above the threshold as a logit need not be activated.
        _objectnessThreshold = options.Activated ? options.ScoreThreshold
            : MathF.Log(options.ScoreThreshold / (1 - options.ScoreThreshold));
    }

    /// <summary>Floats in the output of a head.</summary>
    public int Length(int head) =>
        _heads[head].Columns * _heads[head].Rows * _options.Anchors[head].Count * (BoxChannels + _classes);

    /// <summary>Begins a frame.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes the proposals of one head's output.</summary>
    /// <exception cref="BadTensorException">The output holds NaN.</exception>
    public void Add(int head, ReadOnlySpan<float> output)
    {
        if (output.Length != Length(head))
        {
            throw new ArgumentException($"{output.Length} values are no LightNet head of {Length(head)}",
                nameof(output));
        }

        var (columns, rows, interleaved) = _heads[head];
        var anchors = _options.Anchors[head];
        var channels = BoxChannels + _classes;
        var cells = columns * rows;
        for (var anchor = 0; anchor < anchors.Count; anchor++)
        {
            for (var cell = 0; cell < cells; cell++)
            {
                // The first channel of this anchor in this cell, and from there to the next channel.
                var start = interleaved ? (cell * anchors.Count + anchor) * channels : anchor * channels * cells + cell;
                var step = interleaved ? 1 : cells;
                var objectness = output[start + 4 * step];
                if (objectness > _objectnessThreshold)
                {
                    Propose(output[start..], step, cell % columns, cell / columns, _heads[head], anchors[anchor]);
                }
                else if (float.IsNaN(objectness))
                {
                    throw Bad(cell % columns, cell / columns);
                }
            }
        }
    }

    /// <summary>
    /// Takes the proposals of one head's output in integers; only what passes the threshold becomes floats.
    /// </summary>
    internal void AddIntegers(int head, nint data, TensorSpec tensor)
    {
        var (columns, rows, interleaved) = _heads[head];
        var anchors = _options.Anchors[head];
        var channels = BoxChannels + _classes;
        var cells = columns * rows;
        var scales = tensor.Quantization!;
        for (var anchor = 0; anchor < anchors.Count; anchor++)
        {
            var channel = anchor * channels;
            var least = scales.LeastAtOrAbove(MathF.BitIncrement(_objectnessThreshold), channel + 4);
            for (var cell = 0; cell < cells; cell++)
            {
                var start = interleaved ? (cell * anchors.Count + anchor) * channels : channel * cells + cell;
                var step = interleaved ? 1 : cells;
                if (Dequantizer.Read(data, tensor.ElementType, start + 4 * step) < least)
                {
                    continue;
                }

                for (var c = 0; c < channels; c++)
                {
                    _values[c] =
                        scales.Dequantize(Dequantizer.Read(data, tensor.ElementType, start + c * step), channel + c);
                }

                Propose(_values, 1, cell % columns, cell / columns, _heads[head], anchors[anchor]);
            }
        }
    }

    /// <summary>Detections in pixels of the image, best first; valid until the next frame begins.</summary>
    public ReadOnlySpan<Detection> Finish(scoped in LetterboxTransform transform)
    {
        var boxes = _proposals.AsSpan(0, _count);
        boxes = boxes[.._suppression.Run(boxes, _options.NmsThreshold, _options.ClassAgnosticNms,
            _options.MaximumDetections)];
        foreach (ref var box in boxes)
        {
            box = box.InSource(transform);
        }

        return boxes;
    }

    private void Propose(
        ReadOnlySpan<float> values, int step, int column, int row, LightNetHead head,
        (float Width, float Height) anchor)
    {
        var (best, classId) = (float.NegativeInfinity, 0);
        for (var c = 0; c < _classes; c++)
        {
            var score = values[(BoxChannels + c) * step];
            if (float.IsNaN(score))
            {
                throw Bad(column, row);
            }

            if (score > best)
            {
                (best, classId) = (score, c);
            }
        }

        var (objectness, probability) = (Activate(values[4 * step]), Activate(best));
        var existence = objectness * probability;
        if (existence <= _options.ScoreThreshold)
        {
            return;
        }

        var x = (column + 2 * Activate(values[0]) - 0.5f) / head.Columns * _inputWidth;
        var y = (row + 2 * Activate(values[step]) - 0.5f) / head.Rows * _inputHeight;
        var (w, h) = (2 * Activate(values[2 * step]), 2 * Activate(values[3 * step]));
        var (halfWidth, halfHeight) = (anchor.Width * w * w / 2, anchor.Height * h * h / 2);
        if (!float.IsFinite(x + y + halfWidth + halfHeight + existence))
        {
            throw Bad(column, row);
        }

        if (_count == _proposals.Length)
        {
            Array.Resize(ref _proposals, 2 * _count);
        }

        _proposals[_count++] =
            new Detection(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, classId, probability,
                existence);
    }

    private static BadTensorException Bad(int column, int row) =>
        new($"a LightNet head holds NaN or infinity in column {column}, row {row}");

    private float Activate(float value) => _options.Activated ? value : 1 / (1 + MathF.Exp(-value));
}
