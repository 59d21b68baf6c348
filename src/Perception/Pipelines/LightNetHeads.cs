using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>The outputs of a LightNet, one for each grid.</summary>
internal sealed class LightNetHeads : DetectionHead
{
    private readonly IReadOnlyList<LightNetOutput> _outputs;
    private readonly int[] _outputIndices;
    private readonly LightNetHead[] _heads;
    private readonly PreprocessingSpec _input;
    private YoloxDecoderOptions _options;
    private YoloxDecoderOptions _next;
    private LightNetDecoder _decoder;

    public LightNetHeads(IReadOnlyList<LightNetOutput> outputs, int[] outputIndices, IReadOnlyList<MapShape> shapes,
        int classes, PreprocessingSpec input, YoloxDecoderOptions options)
    {
        (_outputs, _outputIndices, _input, _options, _next) = (outputs, outputIndices, input, options, options);
        ClassCount = classes;
        _heads = [.. shapes.Zip(outputs, (shape, output) =>
            new LightNetHead(shape.Width, shape.Height, output.Layout == TensorLayout.Nhwc))];
        _decoder = CreateDecoder();
    }

    public override YoloxDecoderOptions Options
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    public override int ClassCount { get; }

    public override ReadOnlySpan<Detection> Decode(InferenceSlot slot)
    {
        if (Options is var next && !ReferenceEquals(next, _options))
        {
            _options = next;
            _decoder = CreateDecoder();
        }

        _decoder.Clear();
        for (var head = 0; head < _heads.Length; head++)
        {
            var index = _outputIndices[head];
            if (slot.Tensor(index) is { Quantization: not null } integers)
            {
                _decoder.AddIntegers(head, slot.OutputAddress(index), integers);
            }
            else
            {
                _decoder.Add(head, slot.Output(index));
            }
        }

        return _decoder.Finish(slot.Transform);
    }

    private LightNetDecoder CreateDecoder() => new(_heads, ClassCount, _input.Width, _input.Height, new LightNetOptions
    {
        Anchors = [.. _outputs.Select(output => output.Anchors)],
        Activated = _outputs[0].Activated,
        ScoreThreshold = _options.ScoreThreshold,
        NmsThreshold = _options.MostOverlap,
        ClassAgnosticNms = _options.ClassAgnosticNms,
        MaximumDetections = _options.MaximumDetections,
    });
}
