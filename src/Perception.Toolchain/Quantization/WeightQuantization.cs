using System.Runtime.InteropServices;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Weights as whole numbers from -127 to 127, and the bias in the steps that products with the input have.
/// </summary>
internal sealed record WeightQuantization(Tensor Weights, float[] Scales, Tensor? Bias, float[]? BiasScales, int? Axis)
{
    private const double LeastRange = 1e-9;

    /// <summary>Rounds to the nearest.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="axis">The axis of output channels, which have a scale each; null for one of all.</param>
    /// <param name="bias">By output channel; null where there is none.</param>
    /// <param name="inputScale">The step of the node's input.</param>
    public static WeightQuantization Of(Tensor weights, int? axis, float[]? bias, float inputScale)
    {
        var values = weights.ToFloats();
        var scales = ScalesOf(values, weights.Shape, axis);
        if (bias is not null)
        {
            // A channel of tiny weights must not make steps in which its bias does not fit 32 bits.
            for (var i = 0; i < scales.Length; i++)
            {
                var largest = scales.Length == 1 ? bias.Max(Math.Abs) : Math.Abs(bias[i]);
                scales[i] = (float)Math.Max(scales[i], largest / (inputScale * (double)(1 << 30)));
            }
        }

        var numbers = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
            numbers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[Channel(i, weights.Shape, axis)]), -127, 127);
        var tensor =
            Tensor.FromBytes(ElementType.Int8, MemoryMarshal.AsBytes<sbyte>(numbers).ToArray(), [.. weights.Shape]);
        if (bias is null) return new WeightQuantization(tensor, scales, null, null, axis);
        float[] steps = [.. scales.Select(scale => scale * inputScale)];
        int[] integers =
            [.. bias.Select((value, i) => (int)Math.Round((double)value / steps[steps.Length == 1 ? 0 : i]))];
        return new WeightQuantization(
            tensor, scales, Tensor.FromBytes(ElementType.Int32, MemoryMarshal.AsBytes<int>(integers).ToArray(),
                integers.Length), steps, axis);
    }

    internal static int Channel(int element, IReadOnlyList<long> shape, int? axis) =>
        axis is not { } at ? 0 : (int)(element / Shapes.Product(shape.Skip(at + 1)) % shape[at]);

    private static float[] ScalesOf(float[] values, IReadOnlyList<long> shape, int? axis)
    {
        var scales = new float[axis is { } at ? (int)shape[at] : 1];
        for (var i = 0; i < values.Length; i++)
        {
            ref var scale = ref scales[Channel(i, shape, axis)];
            scale = Math.Max(scale, Math.Abs(values[i]));
        }

        return [.. scales.Select(largest => (float)(Math.Max(largest, LeastRange) / 127))];
    }
}
