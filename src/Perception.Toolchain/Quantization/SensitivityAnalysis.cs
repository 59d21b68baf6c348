using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>What each layer costs when it alone is in 8 bits.</summary>
public static class SensitivityAnalysis
{
    /// <summary>
    /// The layers by what their quantization alone does to the outputs of the network, the worst first: signal to noise
    /// in decibels, of the output that suffers most.
    /// </summary>
    public static IReadOnlyList<LayerNoise> Run(
        GraphModel prepared, ActivationRanges ranges, QuantizationOptions options, IReadOnlyList<Tensor> pictures)
    {
        var layers = Quantizer.Weighted(prepared).ToList();
        var expected = Outputs(prepared, prepared, pictures);
        var result = new List<LayerNoise>();
        foreach (var layer in layers)
        {
            var others = layers.Where(other => other != layer).Select(other => other.Name).ToHashSet();
            var alone =
                Quantizer.Run(prepared, ranges, options with { Placement = Placement.Inputs, FloatNodes = others });
            var actual = Outputs(alone, prepared, pictures);
            result.Add(new LayerNoise(layer.Name, layer.OperatorType,
                expected.Min(pair => LayerNoise.Decibels(pair.Value, actual[pair.Key]))));
        }

        return [.. result.OrderBy(layer => layer.SignalToNoiseDecibels)];
    }

    private static Dictionary<string,
    List<Tensor>> Outputs(GraphModel model, GraphModel prepared, IReadOnlyList<Tensor> pictures)
    {
        using var runner = new GraphRunner(model);
        var outputs = prepared.Outputs.ToDictionary(output => output.Name, _ => new List<Tensor>());
        foreach (var picture in pictures)
        {
            var input = new Dictionary<string, Tensor> { [prepared.Inputs[0].Name] = picture };
            foreach (var (name, tensor) in runner.Run(input)) outputs[name].Add(tensor);
        }

        return outputs;
    }
}
