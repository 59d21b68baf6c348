using System.Numerics.Tensors;
using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>The best class of each pixel of a semantic or lanes output.</summary>
internal sealed class ClassMapHead : MapHead
{
    private readonly ClassMapOutput _output;
    private readonly byte[] _classes;
    private readonly float[] _probability;

    public ClassMapHead(ClassMapOutput output, int outputIndex, MapShape shape, PreprocessingSpec input)
        : base(outputIndex, shape, input)
    {
        _output = output;
        _classes = new byte[shape.Width * shape.Height];
        _probability = output.IsLanes ? new float[_classes.Length] : [];
    }

    public void Decode(InferenceSlot slot, PixelMap<byte> classes)
    {
        if (_output.Scores == MapScores.Index)
        {
            ReadIndices(slot);
        }
        else if (_output.Layout == TensorLayout.Nchw)
        {
            ArgMax.OfPlanes(slot.Output(OutputIndex), _classes);
        }
        else
        {
            ArgMax.OfPixels(slot.Output(OutputIndex), Shape.Channels, _classes);
        }

        Crop<byte>(_classes, classes, slot.Transform);
    }

    /// <summary>How probable the classes of the last <see cref="Decode"/> are.</summary>
    public void DecodeProbability(InferenceSlot slot, PixelMap<float> probability)
    {
        if (_output.Scores == MapScores.Index)
        {
            Array.Fill(_probability, 1);
        }
        else if (_output is { Scores: MapScores.Logits, Layout: TensorLayout.Nchw })
        {
            ArgMax.Confidence(slot.Output(OutputIndex), _classes, _probability);
        }
        else
        {
            TakeBest(slot.Output(OutputIndex));
        }

        Crop<float>(_probability, probability, slot.Transform);
    }

    // The network has chosen already, and tells its choices in integers, or in floats where it has no others.
    private unsafe void ReadIndices(InferenceSlot slot)
    {
        var tensor = slot.Tensor(OutputIndex);
        var data = (void*)slot.OutputAddress(OutputIndex);
        switch (tensor.ElementType)
        {
            case TensorDataType.Int64:
                ArgMax.Narrow(new ReadOnlySpan<long>(data, _classes.Length), _classes);
                break;
            case TensorDataType.Int32:
                ArgMax.Narrow(new ReadOnlySpan<int>(data, _classes.Length), _classes);
                break;
            case TensorDataType.UInt8 when tensor.Quantization is null:
                new ReadOnlySpan<byte>(data, _classes.Length).CopyTo(_classes);
                break;
            default:
                ArgMax.Narrow(slot.Output(OutputIndex), _classes);
                break;
        }

        if (TensorPrimitives.Max<byte>(_classes) is var highest && highest >= _output.Classes.Count)
        {
            throw new BadTensorException(
                $"the network's class index is {highest} somewhere; its manifest has {_output.Classes.Count} classes");
        }
    }

    private void TakeBest(ReadOnlySpan<float> scores)
    {
        var interleaved = _output.Layout == TensorLayout.Nhwc;
        for (var i = 0; i < _classes.Length; i++)
        {
            var best = interleaved
                ? scores[i * Shape.Channels + _classes[i]]
                : scores[_classes[i] * _classes.Length + i];
            _probability[i] = _output.Scores == MapScores.Activated ? best
                : Softmax(scores.Slice(i * Shape.Channels, Shape.Channels), best);
        }
    }

    private static float Softmax(ReadOnlySpan<float> logits, float best)
    {
        var sum = 0f;
        foreach (var logit in logits)
        {
            sum += MathF.Exp(logit - best);
        }

        return 1 / sum;
    }
}
