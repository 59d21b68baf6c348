using System.Numerics.Tensors;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Decoding;

/// <summary>
/// Reads YOLOX outputs [1, cells, 5 + classes]: cx, cy, w, h, objectness, class scores (Ge et al., YOLOX, 2021). Reuses
/// its buffers; not thread-safe.
/// </summary>
public sealed class YoloxDecoder
{
    private readonly YoloxOutput _output;
    private readonly (float X, float Y, float Stride)[] _cells;
    private readonly int _classes;
    private readonly int _inputWidth;
    private readonly int _inputHeight;
    private readonly NonMaximumSuppression _suppression = new();
    private readonly float[] _scores;
    private Detection[] _proposals = new Detection[1024];
    private YoloxDecoderOptions _options;
    private YoloxDecoderOptions _next;

    /// <summary>A decoder for an output of a network of that input size.</summary>
    /// <exception cref="InferenceException">The shape does not fit the strides.</exception>
    public YoloxDecoder(
        YoloxOutput output, TensorSpec tensor, int inputWidth, int inputHeight, YoloxDecoderOptions options)
    {
        var strides = output.Strides ?? YoloxGrid.FindStrides(tensor.Shape, inputWidth, inputHeight);
        if (strides is null || tensor.Shape.Count != 3 || tensor.Shape[2] <= 5 ||
            !Dequantizer.Reads(tensor) ||
            YoloxGrid.Cells(strides, inputWidth, inputHeight) != tensor.Shape[1])
        {
            throw new InferenceException(
                $"the output {tensor} is no YOLOX head for an input of {inputWidth}x{inputHeight}: expected float32 " +
                $"[1,{YoloxGrid.Cells(strides ?? [8, 16, 32], inputWidth, inputHeight)},5+classes] for the strides " +
                $"{string.Join(", ", strides ?? [8, 16, 32])}");
        }

        _output = output;
        _options = _next = options;
        _inputWidth = inputWidth;
        _inputHeight = inputHeight;
        _classes = tensor.Shape[2] - 5;
        _scores = new float[_classes];
        _cells = [.. strides.SelectMany(stride => Cells(stride, inputWidth, inputHeight))];
    }

    /// <summary>How outputs become detections; another thread may change it, and the next frame follows.</summary>
    public YoloxDecoderOptions Options
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>Classes that the output scores.</summary>
    public int ClassCount => _classes;

    /// <summary>Detections in pixels of the image, best first; valid until the next call.</summary>
    /// <exception cref="BadTensorException">The output holds NaN or infinity.</exception>
    public ReadOnlySpan<Detection> Decode(ReadOnlySpan<float> tensor, scoped in LetterboxTransform transform)
    {
        _options = Options;
        var proposals = Propose(tensor, transform);
        var kept = _suppression.Run(_proposals.AsSpan(0, proposals), _options.MostOverlap,
            _options.ClassAgnosticNms || _options.AutowareCompat, _options.MaximumDetections);
        for (var i = 0; i < kept; i++)
        {
            _proposals[i] = _options.AutowareCompat
                ? AutowareBox(_proposals[i], transform)
                : _proposals[i].InSource(transform);
        }

        return _proposals.AsSpan(0, kept);
    }

    private static IEnumerable<(float X, float Y, float Stride)> Cells(int stride, int inputWidth, int inputHeight)
    {
        for (var y = 0; y < inputHeight / stride; y++)
        {
            for (var x = 0; x < inputWidth / stride; x++)
            {
                yield return (x, y, stride);
            }
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static Detection AutowareBox(in Detection box, in LetterboxTransform transform)
    {
        var scale = transform.ScaleX;
        var x1 = Math.Clamp(box.X1 / scale, 0, transform.SourceWidth - 1);
        var y1 = Math.Clamp(box.Y1 / scale, 0, transform.SourceHeight - 1);
        var x2 = Math.Clamp(box.X2 / scale, 0, transform.SourceWidth - 1);
        var y2 = Math.Clamp(box.Y2 / scale, 0, transform.SourceHeight - 1);

        // Position and size are cut to whole pixels, not the edges: the right edge may end up one pixel short of its
        // own cut.
        var left = (int)x1;
        var top = (int)y1;
        return box with
        {
            X1 = left,
            Y1 = top,
            X2 = left + (int)(x2 - x1),
            Y2 = top + (int)(y2 - y1),
            ClassProbability = 1,
        };
    }

    private int Propose(ReadOnlySpan<float> tensor, scoped in LetterboxTransform transform)
    {
        var row = 5 + _classes;
        var count = 0;
        var least = LeastObjectness();
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            // Nearly all cells are background: no exponential for them.
            if (tensor[cell * row + 4] is >= float.MinValue and var raw && raw < least)
            {
                continue;
            }

            var values = tensor.Slice(cell * row, row);
            var objectness = _output.Activated ? values[4] : Sigmoid(values[4]);
            if (!(objectness > _options.ScoreThreshold))
            {
                // No class score exceeds 1, so neither would the product. NaN ends up here too and must not pass
                // unseen.
                if (!float.IsFinite(objectness))
                {
                    throw Bad(cell, 4);
                }

                continue;
            }

            var scores = values[5..];
            if (!_output.Activated)
            {
                TensorPrimitives.Sigmoid(scores, _scores);
                scores = _scores;
            }

            if (_options.AllClasses || _options.AutowareCompat)
            {
                for (var c = 0; c < scores.Length; c++)
                {
                    count = Add(count, cell, values, c, scores[c], objectness);
                }

                continue;
            }

            // Not TensorPrimitives.IndexOfMax: that of release 9.0.20 named a neighbour of the best class on some real
            // outputs.
            var probability = TensorPrimitives.Max(scores);
            if (float.IsNaN(probability))
            {
                throw Bad(cell, 5);
            }

            count = Add(count, cell, values, scores.IndexOf(probability), probability, objectness);
        }

        return count;
    }

    // Nothing below it can pass the threshold, however it is rounded.
    private float LeastObjectness()
    {
        const float Rounding = 1e-5f;
        var threshold = _options.ScoreThreshold;
        return _output.Activated
            ? threshold
            : MathF.Log(threshold / (1 - threshold)) - Rounding / (1 - threshold);
    }

    private int Add(int count, int cell, ReadOnlySpan<float> values, int classId, float probability, float objectness)
    {
        var score = objectness * probability;
        if (!(score > _options.ScoreThreshold))
        {
            return float.IsNaN(score) ? throw Bad(cell, 5 + classId) : count;
        }

        var (x, y, stride) = _cells[cell];
        var centreX = _output.Decoded ? values[0] : (values[0] + x) * stride;
        var centreY = _output.Decoded ? values[1] : (values[1] + y) * stride;
        var width = _output.Decoded ? values[2] : MathF.Exp(values[2]) * stride;
        var height = _output.Decoded ? values[3] : MathF.Exp(values[3]) * stride;
        if (!float.IsFinite(score))
        {
            throw Bad(cell, float.IsFinite(objectness) ? 5 + classId : 4);
        }

        if (!float.IsFinite(centreX + centreY + width + height))
        {
            throw Bad(cell, 0);
        }

        // A box without area is none.
        if (width <= 0 || height <= 0)
        {
            return count;
        }

        var box = new Detection(centreX - width / 2, centreY - height / 2, centreX + width / 2, centreY + height / 2,
            classId, probability, score);
        if (_options.AutowareCompat)
        {
            var left = (int)box.X1;
            var top = (int)box.Y1;
            box = box with { X1 = left, Y1 = top, X2 = left + (int)width, Y2 = top + (int)height };
        }

        if (count == _proposals.Length)
        {
            Array.Resize(ref _proposals, 2 * count);
        }

        _proposals[count] = box;
        return count + 1;
    }

    private BadTensorException Bad(int cell, int column) => new(
        $"the network's output '{_output.Name ?? "yolox"}' holds NaN or infinity at row {cell}, column {column} " +
        $"(input {_inputWidth}x{_inputHeight})");
}
