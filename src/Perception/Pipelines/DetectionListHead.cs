using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>A list of boxes from a backend that suppresses overlaps itself.</summary>
internal sealed class DetectionListHead(
    int outputIndex, TensorSpec tensor, int classes, PreprocessingSpec input,
        YoloxDecoderOptions options) : DetectionHead
{
    private readonly Detection[] _boxes = new Detection[options.MaximumDetections];
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
        var threshold = Options.ScoreThreshold;
        var count = tensor.Arrangement == TensorArrangement.NmsByClass
            ? DetectionLists.ReadByClass(bytes, classes, threshold, input.Width, input.Height, _boxes)
            : DetectionLists.ReadByScore(bytes, classes, threshold, input.Width, input.Height, _boxes);
        var boxes = _boxes.AsSpan(0, count);
        boxes.Sort(static (a, b) => b.ExistenceProbability.CompareTo(a.ExistenceProbability));
        foreach (ref var box in boxes)
        {
            box = DetectionLists.InSource(box, slot.Transform);
        }

        return boxes;
    }
}
