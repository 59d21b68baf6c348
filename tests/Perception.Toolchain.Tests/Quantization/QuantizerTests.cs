using Perception.Preprocessing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Quantization;

public class QuantizerTests
{
    [SkippableTheory]
    [InlineData("yolox_nano", Placement.Inputs, false)]
    [InlineData("yolox_nano", Placement.Body, true)]
    [InlineData("yolox_nano", Placement.All, false)]
    [InlineData("twinlitenet", Placement.Body, false)]
    [InlineData("road_segmentation_adas_0001", Placement.Body, false)]
    [InlineData(Networks.Default, Placement.Body, false)]
    [InlineData(Networks.Default, Placement.Layers, false)]
    [InlineData(Networks.Default, Placement.Layers, true)]
    public void A_published_network_in_8_bits_runs_and_passes_the_checker(string name, Placement placement,
        bool symmetric)
    {
        var prepared = Quantizer.Prepare(Networks.Load(name));
        var pictures = new[] { Networks.RandomInputs(prepared, 255).Values.Single() };
        var ranges = ActivationRanges.Collect(prepared, pictures);
        var quantized =
            Quantizer.Run(prepared, ranges, new QuantizationOptions { Placement = placement, Symmetric = symmetric });

        using var folder = new TemporaryFolder();
        quantized.Save(folder["q.onnx"]);
        Assert.True(new FileInfo(folder["q.onnx"]).Length < prepared.ToBytes().Length);
        Python.Run("tests/Perception.Toolchain.Tests/Reference/check_model.py", ["onnx"], folder["q.onnx"]);
        var noise = LayerNoise.Measure(prepared, GraphModel.Load(folder["q.onnx"]), pictures);
        Assert.Equal(Quantizer.Weighted(prepared).Select(node => node.Outputs[0]).Union(prepared.Outputs.Select(output => output.Name)).Count(), noise.Count);
        Assert.All(noise.Where(layer => layer.Operator.Length == 0),
            layer => Assert.True(layer.SignalToNoiseDecibels > -5, $"{layer}"));
        Assert.All(noise.Take(1), layer => Assert.True(layer.SignalToNoiseDecibels > 25, $"{layer}"));
    }

    [Theory]
    [InlineData(Placement.Body, 1)]
    [InlineData(Placement.Layers, 2)]
    public void ONNX_Runtime_computes_with_whole_numbers_what_is_rounded_on_both_sides(Placement placement, int layers)
    {
        var (prepared, ranges, _) = Small("Clip");
        var options = new QuantizationOptions { Calibrator = Calibrator.Fixed, InputClip = 1, Placement = placement };
        Assert.Equal((layers, 2 - layers), RuntimeGraph.Layers(Quantizer.Run(prepared, ranges, options)));
    }

    [Fact]
    public void A_fixed_range_without_pictures_knows_what_a_clip_bounds()
    {
        var scales = Quantizer.Scales(Small("Clip").Prepared, null,
            new QuantizationOptions { Calibrator = Calibrator.Fixed, Placement = Placement.Layers });
        Assert.Equal(ByteScale.Asymmetric(0, 255), scales["x"]);
        Assert.Equal(ByteScale.Asymmetric(0, 6), scales["clip"]);
        Assert.Equal(ByteScale.Asymmetric(-6, 6), scales.Single(pair => pair.Key is not ("x" or "clip")).Value);
    }

    [Fact]
    public void Weights_of_each_channel_are_within_half_a_step_of_their_own_scale()
    {
        var (prepared, ranges, _) = Small("Relu");
        var quantized = Quantizer.Run(prepared, ranges, new QuantizationOptions());
        var conv = prepared.Nodes.First(node => node.Is("Conv"));
        var weights = prepared.Weights[conv.Inputs[1]].ToFloats();
        var node = quantized.Nodes.First(candidate => candidate.Name == conv.Name);
        var restore = quantized.Nodes.First(candidate => candidate.Outputs[0] == node.Inputs[1]);
        var numbers = quantized.Weights[restore.Inputs[0]].ToLongs();
        var scales = quantized.Weights[restore.Inputs[1]].ToFloats();
        Assert.Equal(8, scales.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            var scale = scales[i / (weights.Length / 8)];
            Assert.InRange(Math.Abs(numbers[i] * scale - weights[i]), 0, 0.5001f * scale);
        }
    }

    [Fact]
    public void Layers_kept_in_float_read_what_was_never_rounded()
    {
        var (prepared, ranges, pictures) = Small("Relu");
        var all = prepared.Nodes.Where(node => node.Is("Conv")).Select(node => node.Name).ToHashSet();
        var quantized =
            Quantizer.Run(prepared, ranges, new QuantizationOptions { FloatNodes = all, Placement = Placement.Inputs });
        Assert.DoesNotContain(quantized.Nodes, node => node.Is("QuantizeLinear") || node.Is("DequantizeLinear"));
        var e = Assert.Throws<GraphException>(() =>
            Quantizer.Run(prepared, ranges,
                new QuantizationOptions { FloatNodes = new HashSet<string> { "nothing" } }));
        Assert.Contains("has no node 'nothing' to keep in float", e.Message);
        Assert.NotEmpty(pictures);
    }

    [Fact]
    public void Nodes_without_names_are_told_apart()
    {
        var model = new GraphBuilder().Conv(3, 8).Node("Relu").Conv(8, 4).Node("Relu").Conv(4, 2, 1).Build();
        foreach (var node in model.Nodes) node.Proto.Name = "";
        var prepared = Quantizer.Prepare(model);
        Assert.Equal(prepared.Nodes.Count, prepared.Nodes.Select(node => node.Name).Distinct().Count());
        Tensor[] pictures = [Networks.RandomInputs(prepared, 1).Values.Single()];
        var ranges = ActivationRanges.Collect(prepared, pictures);
        var options = new QuantizationOptions();
        var corrected = BiasCorrection.Run(prepared, ranges, options, pictures);
        Assert.Equal(3, LayerNoise.Measure(corrected, Quantizer.Run(corrected, ranges, options), pictures).Count);
        Assert.Equal(3, AdaptiveRounding.Run(prepared, options, pictures).Count);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1L, 6L)]
    public void What_a_product_adds_to_all_of_its_outputs_stays_float(params long[] shape)
    {
        var builder = new GraphBuilder(13, 1, 8);
        var prepared = Quantizer.Prepare(builder.Node("Gemm", null, builder.Weight(8, 6), builder.Weight(shape)).Build());
        Tensor[] pictures = [Networks.RandomInputs(prepared, 1).Values.Single()];
        var quantized = Quantizer.Run(
            prepared, ActivationRanges.Collect(prepared, pictures), new QuantizationOptions());
        var input = new Dictionary<string, Tensor> { ["x"] = pictures[0] };
        Assert.InRange(Networks.Difference(
            Networks.Run(prepared, input).Single().Value, Networks.Run(quantized, input).Single().Value), 0, 0.05);
    }

    [Fact]
    public void A_quantized_network_is_not_quantized_again()
    {
        var (prepared, ranges, _) = Small("Relu");
        var quantized = Quantizer.Run(prepared, ranges, new QuantizationOptions());
        Assert.Contains("is quantized already",
            Assert.Throws<GraphException>(() => Quantizer.Prepare(quantized)).Message);
    }

    [Fact]
    public void Channels_behind_ReLU_are_equalized_exactly()
    {
        var (prepared, _, pictures) = Small("Relu");
        Unbalance(prepared);
        var input = new Dictionary<string, Tensor> { ["x"] = pictures[0] };
        var expected = Networks.Run(prepared, input).Single().Value;
        var before = Spread(prepared);
        Assert.Equal(1, ChannelEqualization.Run(prepared));
        Assert.InRange(Networks.Difference(expected, Networks.Run(prepared, input).Single().Value), 0, 1e-5);
        Assert.True(Spread(prepared) < 0.1 * before, $"{Spread(prepared)} after {before}");
    }

    [Theory]
    [InlineData("Clip")]
    [InlineData("Sigmoid")]
    public void Channels_behind_what_does_not_scale_are_left(string activation) =>
        Assert.Equal(0, ChannelEqualization.Run(Small(activation).Prepared));

    [Fact]
    public void Corrected_biases_bring_means_back()
    {
        var (prepared, ranges, pictures) = Small("Relu");

        // Ranges that clip hard move the mean of everything behind.
        var options = new QuantizationOptions { Calibrator = Calibrator.Percentile, Percentile = 0.8 };
        var corrected = BiasCorrection.Run(prepared, ranges, options, pictures);
        var (plain, better) = (Shift(prepared, prepared, ranges, options, pictures),
            Shift(prepared, corrected, ranges, options, pictures));
        Assert.True(better < 0.05 * plain, $"the mean moves by {better} instead of {plain}");
    }

    [Fact]
    public void A_tuned_range_leaves_out_what_the_weights_do_not_care_for()
    {
        // One channel in a hundred times larger values, read by weights near zero.
        var builder = new GraphBuilder(13, 1, 3, 24, 24);
        var prepared = Quantizer.Prepare(builder.Conv(3, 4, 1).Build());
        var conv = prepared.Nodes.Single();
        var weights = prepared.Weights[conv.Inputs[1]].ToFloats();
        for (var i = 2; i < weights.Length; i += 3) weights[i] = 1e-7f;
        prepared.Weights[conv.Inputs[1]] = Tensor.FromFloats(weights, 4, 3, 1, 1);
        var values = Networks.RandomInputs(prepared, 1).Values.Single().ToFloats();
        for (var i = 2 * 24 * 24; i < values.Length; i++) values[i] *= 30;
        Tensor[] pictures = [Tensor.FromFloats(values, 1, 3, 24, 24)];
        var ranges = ActivationRanges.Collect(prepared, pictures);
        var options = new QuantizationOptions { Placement = Placement.Inputs, Calibrator = Calibrator.MinMax };
        var tuned = options with { Thresholds = RangeTuning.Run(prepared, ranges, options, pictures) };

        double Decibels(QuantizationOptions chosen) =>
            LayerNoise.Measure(prepared, Quantizer.Run(prepared, ranges, chosen), pictures)[0].SignalToNoiseDecibels;
        Assert.InRange(tuned.Thresholds["x"], 0.9, 2);
        Assert.True(Decibels(tuned) > Decibels(options) + 15, $"{Decibels(tuned)} after {Decibels(options)} dB");
    }

    [Fact]
    public void Ranges_are_the_same_from_the_cache()
    {
        var (prepared, ranges, _) = Small("Relu");
        using var folder = new TemporaryFolder();
        ranges.Save(folder["a.ranges"]);
        var again = ActivationRanges.TryLoad(folder["a.ranges"])!;
        Assert.Equal(ranges.Histograms.Keys, again.Histograms.Keys);
        Assert.Equal(Quantizer.Scales(prepared, ranges, new QuantizationOptions()),
            Quantizer.Scales(prepared, again, new QuantizationOptions()));
        File.WriteAllBytes(folder["b.ranges"], File.ReadAllBytes(folder["a.ranges"])[..^9]);
        Assert.Null(ActivationRanges.TryLoad(folder["b.ranges"]));
    }

    // 255/127 is 0x40008102 and 6/127 is 0x3d418306 as a float of 32 bits.
    [Fact]
    public void The_table_of_TensorRT_is_the_one_made_by_hand()
    {
        var prepared = Small("Relu").Prepared;
        var table = TensorRtTable.Write(prepared, null,
            new QuantizationOptions { Calibrator = Calibrator.Fixed, Clip = 6 }, 8601);
        Assert.Equal("TRT-8601-EntropyCalibration2\nx: 40008102\nconv: 3d418306\nrelu: 3d418306\nconv_4: 3d418306\n",
            table);
    }

    [SkippableFact]
    public void Pictures_for_calibration_are_the_bytes_that_the_network_sees()
    {
        var path = Workspace.Shared("data", "images", "dog.jpg");
        var spec = new PreprocessingSpec
        {
            Width = 416,
            Height = 416,
            Layout = TensorLayout.Nhwc,
            ElementType = TensorElementType.UInt8
        };
        var tensor = Assert.Single(new CalibrationSet(spec, [path]).Load());
        Assert.Equal([1L, 416, 416, 3], tensor.Shape);
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["one.npy"], [tensor, tensor], 2);
        var facts = Python.Run("tests/Perception.Toolchain.Tests/Reference/array_facts.py", ["numpy"],
            folder["one.npy"]).Trim();
        Assert.Equal($"2x416x416x3 uint8 {2 * tensor.Bytes.ToArray().Sum(level => (long)level)} {tensor.Bytes.Span[0]}",
            facts);

        // The picture is 768x576: below row 312 there is only padding.
        Assert.All(tensor.Bytes[(313 * 416 * 3)..].ToArray(), level => Assert.Equal(114, level));
    }

    private static (GraphModel Prepared, ActivationRanges Ranges, List<Tensor> Pictures) Small(string activation)
    {
        var builder = new GraphBuilder(13, 1, 3, 24, 24).Conv(3, 8);
        if (activation == "Clip") builder.Node("Clip", null, builder.Model.AddWeight("zero", Tensor.FromFloats([0])),
            builder.Model.AddWeight("six", Tensor.FromFloats([6])));
        else builder.Node(activation);
        var prepared = Quantizer.Prepare(builder.Conv(8, 4).Build());
        List<Tensor> pictures =
            [.. Enumerable.Range(0, 4).Select(seed => Networks.RandomInputs(prepared, 1, seed).Values.Single())];
        return (prepared, ActivationRanges.Collect(prepared, pictures), pictures);
    }

    // Channel i of the first layer times 4^i, and its readers divided by that.
    private static void Unbalance(GraphModel model)
    {
        var convolutions = model.Nodes.Where(node => node.Is("Conv")).ToList();
        var (first, second) = (model.Weights[convolutions[0].Inputs[1]], model.Weights[convolutions[1].Inputs[1]]);
        var bias = model.Weights[convolutions[0].Inputs[2]];
        float Factor(int i) => MathF.Pow(4, i);
        model.Weights[convolutions[0].Inputs[1]] =
            Tensor.FromFloats([.. first.ToFloats().Select((w, i) => w * Factor(i / 27))], [.. first.Shape]);
        model.Weights[convolutions[0].Inputs[2]] =
            Tensor.FromFloats([.. bias.ToFloats().Select((b, i) => b * Factor(i))], 8);
        model.Weights[convolutions[1].Inputs[1]] =
            Tensor.FromFloats([.. second.ToFloats().Select((w, i) => w / Factor(i / 9 % 8))], [.. second.Shape]);
    }

    private static float Spread(GraphModel model)
    {
        var weights = model.Weights[model.Nodes.First(node => node.Is("Conv")).Inputs[1]].ToFloats();
        float[] ranges = [.. weights.Chunk(27).Select(channel => channel.Max(Math.Abs))];
        return ranges.Max() / ranges.Min();
    }

    private static double Shift(GraphModel exact, GraphModel source, ActivationRanges ranges,
        QuantizationOptions options, List<Tensor> pictures)
    {
        var quantized = Quantizer.Run(source, ranges, options);
        var shifts = new double[4];
        foreach (var picture in pictures)
        {
            var input = new Dictionary<string, Tensor> { ["x"] = picture };
            var (a, b) = (Networks.Run(exact, input).Single().Value.ToFloats(),
                Networks.Run(quantized, input).Single().Value.ToFloats());
            for (var i = 0; i < a.Length; i++) shifts[i / (a.Length / 4)] += a[i] - b[i];
        }

        return shifts.Sum(Math.Abs);
    }
}
