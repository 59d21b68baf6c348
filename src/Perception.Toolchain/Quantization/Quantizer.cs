using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Makes networks of 8-bit weights and activations: ONNX with QuantizeLinear and DequantizeLinear around what is
/// rounded, which ONNX Runtime and TensorRT fuse into integer arithmetic.
/// </summary>
public static class Quantizer
{
    private static readonly string[] WeightedOperators = ["Conv", "ConvTranspose", "MatMul", "Gemm"];

    // They pass values on as they are, so input and output share a scale.
    private static readonly string[] Passing =
        ["MaxPool", "Reshape", "Transpose", "Slice", "Flatten", "Squeeze", "Unsqueeze", "Split", "Identity",
            "DepthToSpace", "SpaceToDepth"];

    /// <summary>
    /// A copy of a network in the state that is calibrated and quantized: static, constants, normalisation and padding
    /// folded, operator set 13 or newer, every node with a name of its own.
    /// </summary>
    /// <exception cref="GraphException">It cannot be brought there.</exception>
    public static GraphModel Prepare(GraphModel model)
    {
        var prepared = model.Clone();
        StaticShapes.CloseOpenDimensions(prepared);
        ConstantFolding.Run(prepared);
        OpsetUpgrade.Run(prepared);
        AffineFolding.Run(prepared);
        PadFolding.Run(prepared);
        prepared.NameNodes();
        if (prepared.Nodes.Any(node => node.Is("QuantizeLinear") || node.Is("QLinearConv")))
            throw new GraphException($"the model '{model.Name}' is quantized already");
        if (prepared.Inputs.Count != 1 || prepared.Inputs[0].Type != ElementType.Float32)
            throw new GraphException($"the model '{model.Name}' takes {string.Join(", ", model.Inputs)}; one input " +
                "of float32 can be quantized");
        if (!Weighted(prepared).Any())
        {
            throw new GraphException($"the model '{model.Name}' has no convolution or matrix product to quantize");
        }
        return prepared;
    }

    /// <summary>The nodes with weights that can be quantized, in order.</summary>
    public static IEnumerable<Node> Weighted(GraphModel model) => model.Nodes.Where(node =>
        node.Domain.Length == 0 && WeightedOperators.Contains(node.OperatorType) &&
        model.Weights.TryGetValue(node.Inputs[1], out var weights) &&
            weights is { Type: ElementType.Float32, Shape.Count: >= 2 });

    /// <summary>Quantizes a prepared network.</summary>
    /// <param name="prepared">As <see cref="Prepare"/> leaves it; stays as it is.</param>
    /// <param name="ranges">What its tensors held; may be null for <see cref="Calibrator.Fixed"/>.</param>
    /// <param name="options">How.</param>
    /// <exception cref="GraphException">A range is missing, or a float node is not there.</exception>
    public static GraphModel Run(GraphModel prepared, ActivationRanges? ranges, QuantizationOptions options)
    {
        var model = prepared.Clone();
        if (options.FloatNodes.FirstOrDefault(name => model.Nodes.All(node => node.Name != name)) is { } unknown)
            throw new GraphException(
                $"the model '{model.Name}' has no node '{unknown}' to keep in float (see describe --layers)");
        var scales = Scales(model, ranges, options);
        foreach (var node in Weighted(model).ToList())
        {
            if (!options.FloatNodes.Contains(node.Name) && scales.TryGetValue(node.Inputs[0], out var input))
            {
                QuantizeWeights(model, node, input);
            }
        }

        foreach (var (name, scale) in scales) Round(model, name, scale, options.FloatNodes);
        if (options.Placement == Placement.Layers)
        {
            WideInput.Run(model);
            ByteRepetition.Run(model, prepared);
        }

        ConstantFolding.RemoveUnusedWeights(model);
        model.Sort();
        return model;
    }

    /// <summary>The scale of every tensor that is rounded.</summary>
    public static IReadOnlyDictionary<string,
    ByteScale> Scales(GraphModel prepared, ActivationRanges? ranges, QuantizationOptions options)
    {
        return Scales(prepared, ranges, options, RoundedTensors.Of(prepared, options));
    }

    /// <summary>The scales of some tensors; those that are passed on as they are share one.</summary>
    internal static IReadOnlyDictionary<string, ByteScale> Scales(
        GraphModel prepared, ActivationRanges? ranges, QuantizationOptions options, IEnumerable<string> names)
    {
        var scales = new Dictionary<string, ByteScale>();
        var bounds = options.Calibrator == Calibrator.Fixed ? KnownBounds.Of(prepared) : null;
        foreach (var name in names)
            scales[name] = bounds is null
                ? ScaleOf(prepared, name, ranges, options)
                : FixedScale(prepared, name, ranges, options, bounds);
        foreach (var node in prepared.Nodes.Where(IsPassing))
        {
            if (!scales.TryGetValue(node.Inputs[0], out var scale)) continue;
            foreach (var output in node.Outputs.Where(scales.ContainsKey)) scales[output] = scale;
        }

        return scales;
    }

    /// <summary>
    /// The axis of a node's weights along which each output channel has a scale of its own; null for one of all.
    /// </summary>
    internal static int? ChannelAxis(Node node) => node.OperatorType switch
    {
        "Conv" => 0,
        "ConvTranspose" => node.Integer("group", 1) == 1 ? 1 : null,
        "Gemm" => node.Integer("transB", 0) != 0 ? 0 : 1,
        _ => null,
    };

    /// <summary>A copy with the weights of some nodes as 8 bits leave them, still in float.</summary>
    internal static GraphModel RoundWeights(GraphModel prepared, IEnumerable<Node> layers)
    {
        var rounded = prepared.Clone();
        foreach (var layer in layers)
        {
            var weights = prepared.Weights[layer.Inputs[1]];
            var quantized = WeightQuantization.Of(weights, ChannelAxis(layer), null, 1);
            var values = quantized.Weights.ToFloats();
            for (var i = 0; i < values.Length; i++)
            {
                values[i] *= quantized.Scales[WeightQuantization.Channel(i, weights.Shape, quantized.Axis)];
            }
            rounded.Weights[layer.Inputs[1]] = Tensor.FromFloats(values, [.. weights.Shape]);
        }

        return rounded;
    }

    internal static bool IsPassing(Node node) =>
        node.Domain.Length == 0 &&
            (Passing.Contains(node.OperatorType) || (node.Is("Resize") && node.Text("mode", "nearest") == "nearest"));

    private static ByteScale ScaleOf(GraphModel model, string name, ActivationRanges? ranges,
        QuantizationOptions options)
    {
        if (ranges?.Histograms.GetValueOrDefault(name) is not { Count: > 0 } histogram)
            throw new GraphException(
                $"there is no range of '{name}' of the model '{model.Name}'; calibrate it with pictures");
        var threshold = options.Thresholds.TryGetValue(name, out var tuned) ? tuned : options.Calibrator switch
        {
            Calibrator.Entropy => Thresholds.Entropy(histogram),
            Calibrator.Percentile => Thresholds.Percentile(histogram, options.Percentile),
            Calibrator.Mse => Thresholds.Mse(histogram, options.Symmetric),
            _ => histogram.LargestMagnitude,
        };
        return ByteScale.Of(histogram, threshold, options.Symmetric);
    }

    // One range for all, but for bounds that are known: nothing is negative behind ReLU6. What has none of these, as
    // logits have not, takes what pictures showed, if there were any.
    private static ByteScale FixedScale(GraphModel model, string name, ActivationRanges? ranges,
        QuantizationOptions options,
        IReadOnlyDictionary<string, (double Minimum, double Maximum)> bounds)
    {
        var isInput = name == model.Inputs[0].Name;
        var clip = isInput ? options.InputClip : options.Clip;
        if (options.Symmetric) return ByteScale.Symmetric(clip);
        if (isInput) return ByteScale.Asymmetric(options.InputMinimum, clip);
        if (bounds.TryGetValue(name, out var known))
        {
            return ByteScale.Asymmetric(Math.Max(known.Minimum, -clip), Math.Min(known.Maximum, clip));
        }
        return ranges?.Histograms.GetValueOrDefault(name) is { Count: > 0 } seen ? ByteScale.Asymmetric(seen.Minimum,
            seen.Maximum)
            : ByteScale.Asymmetric(-clip, clip);
    }

    private static void QuantizeWeights(GraphModel model, Node node, ByteScale input)
    {
        var weights = model.Weights[node.Inputs[1]];
        var axis = ChannelAxis(node);

        // One value for each output; what a Gemm adds to all of them, or to each picture another, stays float.
        var bias = node.Input(2) is { } name && model.Weights.TryGetValue(name, out var tensor) &&
            tensor.Shape.Count == 1 && (axis is null || tensor.Count == weights.Shape[axis.Value])
            ? tensor.ToFloats() : null;
        var quantized = WeightQuantization.Of(weights, axis, bias, input.Scale);
        node.Inputs[1] = Restored(model, $"{node.Outputs[0]}_weight", quantized.Weights, quantized.Scales,
            ElementType.Int8, quantized.Axis);
        if (quantized.Bias is { } integers)
            node.Inputs[2] = Restored(model, $"{node.Outputs[0]}_bias", integers, quantized.BiasScales!,
                ElementType.Int32, quantized.Axis is null ? null : 0);
    }

    // A constant of whole numbers and the node that makes real ones of them.
    private static string Restored(GraphModel model, string stem, Tensor numbers, float[] scales, ElementType type,
        int? axis)
    {
        var byChannel = axis is not null;
        long[] shape = byChannel ? [scales.Length] : [];
        var zero = Tensor.FromBytes(type, new byte[type.Size() * scales.Length], shape);
        var output = model.FreshName($"{stem}_restored");
        var node = new Node("DequantizeLinear", [model.AddWeight($"{stem}_quantized", numbers),
            model.AddWeight($"{stem}_scale", Tensor.FromFloats(scales, shape)),
            model.AddWeight($"{stem}_zero", zero)], [output]);
        if (byChannel) node.Set("axis", axis!.Value);
        model.Nodes.Add(node);
        return output;
    }

    // Everything that reads the tensor, but for nodes in float, reads what is left of it in 8 bits.
    private static void Round(GraphModel model, string name, ByteScale scale, IReadOnlySet<string> floatNodes)
    {
        var source = name;
        var isOutput = model.Outputs.Any(output => output.Name == name);
        if (isOutput)
        {
            // The output keeps its name.
            source = model.FreshName($"{name}_exact");
            var producer = model.Nodes.First(node => node.Outputs.Contains(name));
            producer.Outputs[producer.Outputs.IndexOf(name)] = source;
        }

        var numbers = model.FreshName($"{name}_quantized");
        var restored = isOutput ? name : model.FreshName($"{name}_restored");
        foreach (var node in model.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] == name) node.Inputs[i] = floatNodes.Contains(node.Name) ? source : restored;
            }
        }

        var zero = model.AddWeight($"{name}_zero",
            Tensor.FromBytes(scale.Signed ? ElementType.Int8 : ElementType.UInt8, new[] { (byte)scale.ZeroPoint }));
        var step = model.AddWeight($"{name}_scale", Tensor.FromFloats([scale.Scale]));
        model.Nodes.Add(new Node("QuantizeLinear", [source, step, zero], [numbers]));
        model.Nodes.Add(new Node("DequantizeLinear", [numbers, step, zero], [restored]));
    }
}
