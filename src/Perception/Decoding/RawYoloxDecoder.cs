using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Decoding;

/// <summary>
/// Reads YOLOX from the integers of an accelerator: the threshold decides on integers, and only what passes it becomes
/// floats. Reuses its buffers; not thread-safe.
/// </summary>
internal sealed class RawYoloxDecoder(IReadOnlyList<RawGrid> grids, int classes, bool activated)
{
    private readonly RawGrid[] _grids = [.. grids];
    private readonly NonMaximumSuppression _suppression = new();
    private Detection[] _proposals = new Detection[256];
    private int _count;

    /// <summary>Detections in pixels of the image, best first; valid until the next call.</summary>
    /// <param name="outputs">Gives the address of an output's integers.</param>
    /// <param name="transform">How the network's pixels relate to the image's.</param>
    /// <param name="options">Thresholds and rules.</param>
    public ReadOnlySpan<Detection> Decode(TensorBuffers outputs, scoped in LetterboxTransform transform,
        YoloxDecoderOptions options)
    {
        _count = 0;
        foreach (var grid in _grids)
        {
            Propose(outputs, grid, options.ScoreThreshold);
        }

        var boxes = _proposals.AsSpan(0, _count);
        boxes =
            boxes[.._suppression.Run(boxes, options.MostOverlap, options.ClassAgnosticNms, options.MaximumDetections)];
        foreach (ref var box in boxes)
        {
            box = box.InSource(transform);
        }

        return boxes;
    }

    private void Propose(TensorBuffers outputs, RawGrid grid, float threshold)
    {
        var objectness = grid.Objectness;
        var data = outputs.Output(objectness.Output);

        // No class score exceeds 1, so what is not above the threshold here is not above it as a product.
        var least = objectness.Scales.LeastAtOrAbove(
            MathF.BitIncrement(activated ? threshold : MathF.Log(threshold / (1 - threshold))));
        for (var cell = 0; cell < grid.Columns * grid.Rows; cell++)
        {
            var q =
                Dequantizer.Read(data, objectness.Tensor.ElementType, objectness.First + cell * objectness.CellStep);
            if (q >= least)
            {
                Add(outputs, grid, cell, Activate(objectness.Scales.Dequantize(q)), threshold);
            }
        }
    }

    private void Add(TensorBuffers outputs, RawGrid grid, int cell, float objectness, float threshold)
    {
        var (best, classId) = (float.NegativeInfinity, 0);
        for (var c = 0; c < classes; c++)
        {
            var score = Value(outputs, grid.Classes, cell, c);
            if (score > best)
            {
                (best, classId) = (score, c);
            }
        }

        var probability = Activate(best);
        var score0 = objectness * probability;
        if (!(score0 > threshold))
        {
            return;
        }

        var x = (Value(outputs, grid.Boxes, cell, 0) + cell % grid.Columns) * grid.Stride;
        var y = (Value(outputs, grid.Boxes, cell, 1) + cell / grid.Columns) * grid.Stride;
        var halfWidth = MathF.Exp(Value(outputs, grid.Boxes, cell, 2)) * grid.Stride / 2;
        var halfHeight = MathF.Exp(Value(outputs, grid.Boxes, cell, 3)) * grid.Stride / 2;
        if (_count == _proposals.Length)
        {
            Array.Resize(ref _proposals, 2 * _count);
        }

        _proposals[_count++] =
            new Detection(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, classId, probability, score0);
    }

    private static float Value(TensorBuffers outputs, RawChannels channels, int cell, int channel) =>
        channels.Scales.Dequantize(
        Dequantizer.Read(outputs.Output(channels.Output), channels.Tensor.ElementType,
            channels.First + cell * channels.CellStep + channel * channels.ChannelStep), channel);

    private float Activate(float value) => activated ? value : 1 / (1 + MathF.Exp(-value));
}
