using System.Runtime.InteropServices;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Chooses the range of what a layer reads by what the layer then gives: the one that leaves its result nearest to that
/// in float. A calibrator looks at the values alone, and cannot know which of them the weights care for.
/// </summary>
public static class RangeTuning
{
    // Of the largest magnitude.
    private static readonly double[] Shares =
        [1, 0.85, 0.7, 0.6, 0.5, 0.4, 0.32, 0.25, 0.2, 0.16, 0.12, 0.09, 0.06, 0.04];

    /// <summary>The magnitude to clip at, for every tensor that a layer with weights reads.</summary>
    /// <param name="prepared">As <see cref="Quantizer.Prepare"/> leaves it.</param>
    /// <param name="ranges">What its tensors held.</param>
    /// <param name="options">What is rounded and how.</param>
    /// <param name="pictures">Inputs; a few are enough.</param>
    public static IReadOnlyDictionary<string, double> Run(
        GraphModel prepared, ActivationRanges ranges, QuantizationOptions options, IReadOnlyList<Tensor> pictures)
    {
        var layers = Quantizer.Weighted(prepared).Where(node => !options.FloatNodes.Contains(node.Name)).ToList();
        var activations = Activations(prepared, layers, pictures);
        var rounded = Quantizer.RoundWeights(prepared, layers);
        var shapes = ShapeInference.Infer(prepared);
        var thresholds = new Dictionary<string, double>();
        foreach (var readers in layers.GroupBy(node => node.Inputs[0]))
        {
            var histogram = ranges.Histograms[readers.Key];
            var errors = new double[Shares.Length];
            foreach (var layer in readers)
            {
                using var runner =
                    new GraphRunner(SubGraph.Between(rounded, [shapes[readers.Key]], [layer.Outputs[0]]));
                for (var i = 0; i < Shares.Length; i++)
                {
                    var scale = ByteScale.Of(histogram, Shares[i] * histogram.LargestMagnitude, options.Symmetric);
                    errors[i] += Error(runner, readers.Key, layer.Outputs[0], activations, scale);
                }
            }

            thresholds[readers.Key] = Shares[Array.IndexOf(errors, errors.Min())] * histogram.LargestMagnitude;
        }

        return thresholds;
    }

    private static List<Dictionary<string,
    Tensor>> Activations(GraphModel model, List<Node> layers, IReadOnlyList<Tensor> pictures)
    {
        var input = model.Inputs[0].Name;
        var names = layers.SelectMany(node => new[] { node.Inputs[0], node.Outputs[0] })
            .Where(name => name != input).Distinct();
        using var runner = new GraphRunner(ActivationRanges.Open(model, names));
        return [.. pictures.Select(picture =>
        {
            var values = runner.Run(new Dictionary<string, Tensor> { [input] = picture });
            values[input] = picture;
            return values;
        })];
    }

    // Relative to the power of the result, so that readers of one tensor count alike.
    private static double Error(GraphRunner runner, string input, string output, List<Dictionary<string,
        Tensor>> activations, ByteScale scale)
    {
        double signal = 0, noise = 0;
        foreach (var values in activations)
        {
            var actual = runner.Run(new Dictionary<string, Tensor> { [input] = Round(values[input], scale) })[output];
            var a = MemoryMarshal.Cast<byte, float>(values[output].Bytes.Span);
            var b = MemoryMarshal.Cast<byte, float>(actual.Bytes.Span);
            for (var i = 0; i < a.Length; i++)
            {
                signal += (double)a[i] * a[i];
                noise += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            }
        }

        return noise / Math.Max(signal, 1e-30);
    }

    private static Tensor Round(Tensor tensor, ByteScale scale)
    {
        var (least, most) = scale.Signed ? (-128f, 127f) : (0f, 255f);
        var steps = 1 / scale.Scale;
        var values = tensor.ToFloats();
        for (var i = 0; i < values.Length; i++)
        {
            var number = Math.Clamp(MathF.Round(values[i] * steps) + scale.ZeroPoint, least, most);
            values[i] = (number - scale.ZeroPoint) * scale.Scale;
        }

        return Tensor.FromFloats(values, [.. tensor.Shape]);
    }
}
