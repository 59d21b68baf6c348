using Perception.Decoding;

namespace Perception.Pipelines;

/// <summary>The one output of a YOLOX network.</summary>
internal sealed class YoloxHead(YoloxDecoder decoder, int outputIndex) : DetectionHead
{
    public override YoloxDecoderOptions Options
    {
        get => decoder.Options;
        set => decoder.Options = value;
    }

    public override int ClassCount => decoder.ClassCount;

    public override ReadOnlySpan<Detection> Decode(InferenceSlot slot) =>
        decoder.Decode(slot.Output(outputIndex), slot.Transform);
}
