using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Moves biases so that each channel of each layer has the mean that it has in float (Nagel et al. 2019; Finkelstein et
/// al. 2019): layer by layer in the order in which they run, each behind those that are corrected already. To correct
/// all at once diverges in deep networks, since each layer then makes up for what those before it are about to make up
/// for themselves.
/// </summary>
public static class BiasCorrection
{
    /// <summary>Returns the prepared network with corrected biases, to be quantized as it would have been.</summary>
    /// <param name="prepared">As <see cref="Quantizer.Prepare"/> leaves it.</param>
    /// <param name="ranges">What its tensors held.</param>
    /// <param name="options">What is rounded and how.</param>
    /// <param name="pictures">Inputs; a few are enough.</param>
    /// <param name="exact">Has the means that are wanted; null for the network itself.</param>
    public static GraphModel Run(GraphModel prepared, ActivationRanges ranges, QuantizationOptions options,
        IReadOnlyList<Tensor> pictures,
        GraphModel? exact = null)
    {
        var corrected = prepared.Clone();
        var layers = Quantizer.Weighted(corrected)
            .Where(node => node.OperatorType is "Conv" or "ConvTranspose" && !options.FloatNodes.Contains(node.Name))
            .ToList();
        var wanted = Means(exact ?? prepared, layers, pictures);
        var quantized = Quantizer.Run(corrected, ranges, options);
        var shapes = ShapeInference.Infer(prepared);

        // What the quantized network gives for each picture, as far as it is corrected.
        List<Dictionary<string, Tensor>> known = [.. pictures.Select(
            picture => new Dictionary<string, Tensor> { [prepared.Inputs[0].Name] = picture })];
        foreach (var layer in layers)
        {
            var output = quantized.Nodes.First(node => node.Name == layer.Name).Outputs[0];
            var part = SubGraph.Between(quantized, known[0].Keys.Select(name => shapes[name]), [output]);
            var found = new double[wanted[layer.Name].Length];
            using (var runner = new GraphRunner(part))
            {
                foreach (var values in known)
                {
                    values[layer.Outputs[0]] =
                        runner.Run(part.Inputs.ToDictionary(input => input.Name, input => values[input.Name]))[output];
                    AddMeans(values[layer.Outputs[0]], found, pictures.Count);
                }
            }

            float[] shift = [.. wanted[layer.Name].Zip(found, (right, wrong) => (float)(right - wrong))];
            foreach (var values in known) values[layer.Outputs[0]] = Shifted(values[layer.Outputs[0]], shift);
            var bias = ConvolutionWeights.Bias(corrected, layer) ?? new float[shift.Length];
            ConvolutionWeights.Set(corrected, layer, corrected.Weights[layer.Inputs[1]],
                [.. bias.Zip(shift, (old, more) => old + more)]);
        }

        ConstantFolding.RemoveUnusedWeights(corrected);
        return corrected;
    }

    private static Dictionary<string,
    double[]> Means(GraphModel model, List<Node> layers, IReadOnlyList<Tensor> pictures)
    {
        using var runner = new GraphRunner(ActivationRanges.Open(model, layers.Select(layer => layer.Outputs[0])));
        var means = new Dictionary<string, double[]>();
        foreach (var picture in pictures)
        {
            var values = runner.Run(new Dictionary<string, Tensor> { [model.Inputs[0].Name] = picture });
            foreach (var layer in layers)
            {
                var tensor = values[layer.Outputs[0]];
                if (!means.TryGetValue(layer.Name, out var sums))
                {
                    means.Add(layer.Name, sums = new double[tensor.Shape[1]]);
                }
                AddMeans(tensor, sums, pictures.Count);
            }
        }

        return means;
    }

    private static void AddMeans(Tensor tensor, double[] means, int pictures)
    {
        var values = tensor.ToFloats();
        var area = values.Length / means.Length;
        for (var channel = 0; channel < means.Length; channel++)
        {
            double sum = 0;
            foreach (var value in values.AsSpan(channel * area, area)) sum += value;
            means[channel] += sum / area / pictures;
        }
    }

    private static Tensor Shifted(Tensor tensor, float[] shift)
    {
        var values = tensor.ToFloats();
        var area = values.Length / shift.Length;
        for (var i = 0; i < values.Length; i++) values[i] += shift[i / area];
        return Tensor.FromFloats(values, [.. tensor.Shape]);
    }
}
