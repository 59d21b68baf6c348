using System.Runtime.InteropServices;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Rounds each weight up or down so that what its layer gives changes least, instead of to the nearest (AdaRound, Nagel
/// et al. 2020). The layer-wise objective is theirs, E|(W' - W)x|^2 over the patches x that the layer reads. Where they
/// relax it and descend by gradients, here weights are turned over, alone and by twos, while that makes the objective
/// less: with E[xx^T] at hand a turn costs a row of it, no learning rate is to be chosen, and no turn of one or two
/// makes the result better.
/// </summary>
public static class AdaptiveRounding
{
    private const int PatchesPerPicture = 512;
    private const int Sweeps = 30;

    // Positions spread by the golden ratio never fall into step with the rows of a picture.
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Weights of convolutions by node, still as float but each on a step of its scale.</summary>
    /// <param name="prepared">As <see cref="Quantizer.Prepare"/> leaves it.</param>
    /// <param name="options">Which layers stay in float.</param>
    /// <param name="pictures">Inputs; a few are enough.</param>
    public static IReadOnlyDictionary<string,
    Tensor> Run(GraphModel prepared, QuantizationOptions options, IReadOnlyList<Tensor> pictures)
    {
        var layers = Quantizer.Weighted(prepared)
            .Where(node => node.Is("Conv") && prepared.Weights[node.Inputs[1]].Shape.Count == 4 &&
                !options.FloatNodes.Contains(node.Name)).ToList();
        var input = prepared.Inputs[0].Name;
        var moments = new Dictionary<string, float[][]>();
        var read = layers.Select(node => node.Inputs[0]).Where(name => name != input).Distinct();
        using (var runner = new GraphRunner(ActivationRanges.Open(prepared, read)))
        {
            foreach (var picture in pictures)
            {
                var values = runner.Run(new Dictionary<string, Tensor> { [input] = picture });
                values[input] = picture;
                foreach (var layer in layers)
                {
                    var patches =
                        new ConvolutionPatches(layer, prepared.Weights[layer.Inputs[1]].Shape, values[layer.Inputs[0]]);
                    if (!moments.TryGetValue(layer.Name, out var sums))
                    {
                        moments.Add(layer.Name, sums = patches.EmptyMoments());
                    }
                    AddMoments(patches, sums);
                }
            }
        }

        return layers.ToDictionary(layer => layer.Name,
            layer => Rounded(prepared.Weights[layer.Inputs[1]], moments[layer.Name]));
    }

    /// <summary>A copy of a network with other weights in some of its nodes; those kept in float are left.</summary>
    public static GraphModel Apply(GraphModel prepared, IReadOnlyDictionary<string, Tensor> weights,
        QuantizationOptions options)
    {
        var changed = prepared.Clone();
        foreach (var node in changed.Nodes)
        {
            if (weights.TryGetValue(node.Name, out var rounded) && !options.FloatNodes.Contains(node.Name))
                node.Inputs[1] = changed.AddWeight($"{node.Name}.rounded", rounded);
        }

        ConstantFolding.RemoveUnusedWeights(changed);
        return changed;
    }

    /// <summary>Adds xx^T of patches, for each group of channels.</summary>
    internal static void AddMoments(ConvolutionPatches patches, float[][] sums)
    {
        var count = Math.Min(PatchesPerPicture, patches.Positions);
        var patch = new float[patches.Length];
        for (var i = 0; i < count; i++)
        {
            var position = count == patches.Positions ? i : (int)(i * GoldenRatio % 1 * patches.Positions);
            for (var group = 0; group < sums.Length; group++)
            {
                patches.Read(position, group, patch);
                for (var row = 0; row < patch.Length; row++)
                {
                    // Behind ReLU many are zero.
                    if (patch[row] == 0) continue;
                    var sum = sums[group].AsSpan(row * patch.Length, patch.Length);
                    TensorPrimitives.MultiplyAdd(patch, patch[row] / count, sum, sum);
                }
            }
        }
    }

    /// <summary>d^T E[xx^T] d: the squared error of one output for the differences of its weights.</summary>
    internal static double Objective(ReadOnlySpan<float> difference, ReadOnlySpan<float> moment)
    {
        double sum = 0;
        for (var i = 0; i < difference.Length; i++)
            sum += (double)difference[i] * TensorPrimitives.Dot(moment.Slice(i * difference.Length, difference.Length),
                difference);
        return sum;
    }

    /// <summary>The whole numbers of one output's weights: each the next below or above.</summary>
    internal static sbyte[] Round(ReadOnlySpan<float> weights, float scale, ReadOnlySpan<float> moment)
    {
        var rounding = new WeightRounding(weights, scale, moment);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            // Turning one weight hardly ever pays where each is at its nearest: two that make up for each other do.
            if (!rounding.TurnOne() && !rounding.TurnTwo()) break;
        }

        return rounding.Numbers;
    }

    private static Tensor Rounded(Tensor weights, float[][] moments)
    {
        var values = weights.ToFloats();
        var outputs = (int)weights.Shape[0];
        var length = values.Length / outputs;
        var scales = WeightQuantization.Of(weights, 0, null, 1).Scales;
        Parallel.For(0, outputs, output =>
        {
            var own = values.AsSpan(output * length, length);
            var numbers = Round(own, scales[output], moments[output / (outputs / moments.Length)]);
            for (var i = 0; i < length; i++) own[i] = numbers[i] * scales[output];
        });
        return Tensor.FromBytes(ElementType.Float32, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
            [.. weights.Shape]);
    }
}
