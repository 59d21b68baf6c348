using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Moves biases so that each channel of each layer has the mean that it has in float (Nagel et al. 2019; Finkelstein et al.
/// 2019). Layers are corrected together and again with what the others then give, so that what comes first settles first.
/// </summary>
public static class BiasCorrection
{
    private const int Rounds = 4;

    /// <summary>Returns the prepared network with corrected biases, to be quantized as it would have been.</summary>
    public static GraphModel Run(GraphModel prepared, ActivationRanges ranges, QuantizationOptions options, IReadOnlyList<Tensor> pictures)
    {
        var corrected = prepared.Clone();
        var layers = Quantizer.Weighted(corrected)
            .Where(node => node.OperatorType is "Conv" or "ConvTranspose" && !options.FloatNodes.Contains(node.Name)).ToList();
        var wanted = Means(prepared, layers, pictures);
        for (var round = 0; round < Rounds; round++)
        {
            var found = Means(Quantizer.Run(corrected, ranges, options), layers, pictures);
            foreach (var layer in layers)
            {
                var bias = ConvolutionWeights.Bias(corrected, layer) ?? new float[wanted[layer.Name].Length];
                for (var i = 0; i < bias.Length; i++) bias[i] += (float)(wanted[layer.Name][i] - found[layer.Name][i]);
                ConvolutionWeights.Set(corrected, layer, corrected.Weights[layer.Inputs[1]], bias);
            }
        }

        ConstantFolding.RemoveUnusedWeights(corrected);
        return corrected;
    }

    // The mean of every channel of what each layer gives, before it is rounded.
    private static Dictionary<string, double[]> Means(GraphModel model, List<Node> layers, IReadOnlyList<Tensor> pictures)
    {
        var outputs = model.Nodes.Where(node => layers.Any(layer => layer.Name == node.Name)).ToDictionary(node => node.Outputs[0], node => node.Name);
        using var runner = new GraphRunner(ActivationRanges.Open(model, outputs.Keys));
        var means = new Dictionary<string, double[]>();
        foreach (var picture in pictures)
        {
            foreach (var (name, tensor) in runner.Run(new Dictionary<string, Tensor> { [model.Inputs[0].Name] = picture }))
            {
                if (!outputs.TryGetValue(name, out var layer)) continue;
                var values = tensor.ToFloats();
                var channels = (int)tensor.Shape[1];
                var sums = means.TryGetValue(layer, out var known) ? known : means[layer] = new double[channels];
                var area = values.Length / channels;
                for (var channel = 0; channel < channels; channel++)
                {
                    double sum = 0;
                    foreach (var value in values.AsSpan(channel * area, area)) sum += value;
                    sums[channel] += sum / area / pictures.Count;
                }
            }
        }

        return means;
    }
}
