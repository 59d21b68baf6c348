using Perception.Decoding;
using Perception.Inference;

namespace Perception.Pipelines;

/// <summary>YOLOX in the integer outputs of an accelerator.</summary>
internal sealed class RawYoloxHead(IReadOnlyList<RawGrid> grids, int classes, bool activated,
    YoloxDecoderOptions options) : DetectionHead
{
    private readonly RawYoloxDecoder _decoder = new(grids, classes, activated);
    private YoloxDecoderOptions _options = options;

    public override YoloxDecoderOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    public override int ClassCount => classes;

    public override ReadOnlySpan<Detection> Decode(InferenceSlot slot) =>
        _decoder.Decode(slot.Buffers, slot.Transform, Options);
}
