using System.Runtime.InteropServices;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>How much of a layer's result rounding leaves.</summary>
/// <param name="Name">The node, or the output of the network.</param>
/// <param name="Operator">Its operator; empty for outputs.</param>
/// <param name="SignalToNoiseDecibels">Power of the float result over that of the difference, with all rounding before
/// it.</param>
public sealed record LayerNoise(string Name, string Operator, double SignalToNoiseDecibels)
{
    /// <summary>Compares a quantized network with what it was made of, layer by layer and at its outputs.</summary>
    public static IReadOnlyList<LayerNoise> Measure(GraphModel prepared, GraphModel quantized,
        IReadOnlyList<Tensor> pictures)
    {
        var layers = Quantizer.Weighted(prepared).ToDictionary(node => node.Outputs[0]);
        var pairs = quantized.Nodes.Where(node => layers.Values.Any(layer => layer.Name == node.Name))
            .ToDictionary(node => layers.First(layer => layer.Value.Name == node.Name).Key, node => node.Outputs[0]);
        foreach (var output in prepared.Outputs) pairs[output.Name] = output.Name;
        using var exact = new GraphRunner(ActivationRanges.Open(prepared, pairs.Keys));
        using var rounded = new GraphRunner(ActivationRanges.Open(quantized, pairs.Values));
        var power = pairs.Keys.ToDictionary(name => name, _ => (Signal: 0.0, Noise: 0.0));
        foreach (var picture in pictures)
        {
            var input = new Dictionary<string, Tensor> { [prepared.Inputs[0].Name] = picture };
            var (expected, actual) = (exact.Run(input), rounded.Run(input));
            foreach (var (name, other) in pairs)
            {
                var (signal, noise) = Power(expected[name], actual[other]);
                power[name] = (power[name].Signal + signal, power[name].Noise + noise);
            }
        }

        return [.. pairs.Keys.Select(name => new LayerNoise(layers.TryGetValue(name, out var node) ? node.Name : name,
            node?.OperatorType ?? "", 10 * Math.Log10(power[name].Signal / Math.Max(power[name].Noise, 1e-30))))];
    }

    /// <summary>The power of the one over that of the difference.</summary>
    internal static double Decibels(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        double signal = 0, noise = 0;
        for (var i = 0; i < expected.Count; i++)
        {
            var power = Power(expected[i], actual[i]);
            (signal, noise) = (signal + power.Signal, noise + power.Noise);
        }

        return 10 * Math.Log10(signal / Math.Max(noise, 1e-30));
    }

    private static (double Signal, double Noise) Power(Tensor expected, Tensor actual)
    {
        // Outputs may be of whole numbers, such as the best class.
        var (a, b) = (expected.ToFloats(), actual.ToFloats());
        double signal = 0, noise = 0;
        for (var i = 0; i < a.Length; i++)
        {
            signal += (double)a[i] * a[i];
            noise += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return (signal, noise);
    }
}
