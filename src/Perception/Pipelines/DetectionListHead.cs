using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>A list of boxes from a backend that suppresses overlaps itself.</summary>
internal sealed class DetectionListHead(
    int outputIndex, TensorSpec tensor, int classes, PreprocessingSpec input, YoloxDecoderOptions options)
    : DetectionHead
{
    // All that the list can hold: which are the best is known once all are read.
    private readonly Detection[] _boxes = new Detection[DetectionLists.MostBoxes(tensor.ByteLength)];
    private YoloxDecoderOptions _options = options;

    public override YoloxDecoderOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    public override int ClassCount => classes;

    public override unsafe ReadOnlySpan<Detection> Decode(InferenceSlot slot)
    {
        var bytes = new ReadOnlySpan<byte>((void*)slot.OutputAddress(outputIndex), tensor.ByteLength);
        var (threshold, maximum) = (Options.ScoreThreshold, Options.MaximumDetections);
        var count = tensor.Arrangement == TensorArrangement.NmsByClass
            ? DetectionLists.ReadByClass(bytes, classes, threshold, input.Width, input.Height, _boxes)
            : DetectionLists.ReadByScore(bytes, classes, threshold, input.Width, input.Height, _boxes);
        var boxes = DetectionLists.Best(_boxes.AsSpan(0, count), maximum);
        foreach (ref var box in boxes)
        {
            box = box.InSource(slot.Transform);
        }

        return boxes;
    }
}
