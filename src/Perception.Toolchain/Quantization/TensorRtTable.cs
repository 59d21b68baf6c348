using System.Globalization;
using System.Text;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// The calibration cache that TensorRT reads for implicit INT8, as DLA needs it: a line for each tensor with the bits
/// of its scale, magnitude over 127, in hex.
/// </summary>
public static class TensorRtTable
{
    /// <summary>The text of the file.</summary>
    /// <param name="prepared">The network; every float tensor gets a line.</param>
    /// <param name="ranges">What its tensors held; may be null for a fixed range.</param>
    /// <param name="options">How ranges are found; always symmetric.</param>
    /// <param name="version">Of TensorRT, as it writes it: 8601 for 8.6.1.</param>
    public static string Write(GraphModel prepared, ActivationRanges? ranges, QuantizationOptions options, int version)
    {
        var text =
            new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"TRT-{version}-EntropyCalibration2\n"));
        var shapes = ShapeInference.Infer(prepared);
        var names = Names(prepared).Where(name => shapes[name].Type == ElementType.Float32).ToList();
        var scales = Quantizer.Scales(prepared, ranges, options with { Symmetric = true }, names);
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture,
                $"{name}: {BitConverter.SingleToUInt32Bits(scales[name].Scale):x8}\n");
        return text.ToString();
    }

    private static IEnumerable<string> Names(GraphModel model) =>
        model.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0).Prepend(model.Inputs[0].Name);
}
