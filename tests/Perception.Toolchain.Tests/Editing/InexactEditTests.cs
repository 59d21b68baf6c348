using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Editing;

public class InexactEditTests
{
    [SkippableTheory]
    [InlineData(Activation.Relu, "Relu")]
    [InlineData(Activation.Relu6, "Clip")]
    [InlineData(Activation.HardSwish, "HardSigmoid")]
    public void Every_SiLU_of_yolox_nano_is_replaced(Activation by, string operatorType)
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        var step = Assert.Single(ModelEditor.Run(model, new EditPlan { Silu = by }));
        Assert.Equal(EditEffect.NeedsRetraining, step.Effect);
        Assert.Equal(104, model.Nodes.Count(node => node.Is(operatorType)));

        // Objectness and classes of three scales keep theirs.
        Assert.Equal(6, model.Nodes.Count(node => node.Is("Sigmoid")));
    }

    [Fact]
    public void HardSwish_is_the_published_function()
    {
        var builder = new GraphBuilder(13, 1, 1, 1, 5).Node("Sigmoid");
        var model = builder.Node("Mul", ["x", builder.Last]).Build();
        SiluReplacement.Run(model, Activation.HardSwish);
        float[] x = [-4, -1, 0, 2, 5];
        var y = Networks.Run(model, new Dictionary<string, Tensor> { ["x"] = Tensor.FromFloats(x, 1, 1, 1, 5) })
            .Single().Value.ToFloats();
        for (var i = 0; i < x.Length; i++) Assert.Equal(x[i] * Math.Clamp(x[i] + 3, 0, 6) / 6, y[i], 1e-5);
    }

    [Fact]
    public void A_dropped_pyramid_equals_one_whose_pools_do_nothing()
    {
        static GraphModel Pyramid(int kernel)
        {
            var builder = new GraphBuilder().Conv(3, 4, 1);
            var trunk = builder.Last;
            string[] pools = [.. Enumerable.Range(0, 3).Select(_ =>
            {
                builder.Last = trunk;
                return builder.MaxPool(kernel).Last;
            })];
            return builder.Node("Concat", [trunk, .. pools], node => node.Set("axis", 1)).Conv(16, 4, 1).Build();
        }

        var model = Pyramid(5);
        Assert.Equal(1, PyramidRemoval.Run(model));
        Assert.Equal(2, model.Nodes.Count);
        var idle = Pyramid(1);
        var inputs = Networks.RandomInputs(idle, 1);
        Assert.InRange(Networks.Difference(Networks.Run(idle, inputs).Single().Value, Networks.Run(model, inputs).Single().Value), 0, 1e-5);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(9)]
    public void ReLU6_in_place_of_SiLU_has_its_limits_in_any_operator_set(int opset)
    {
        var builder = new GraphBuilder(opset, 1, 1, 1, 4).Node("Sigmoid");
        var model = builder.Node("Mul", ["x", builder.Last]).Build();
        SiluReplacement.Run(model, Activation.Relu6);
        var input = new Dictionary<string, Tensor> { ["x"] = Tensor.FromFloats([-4, 0, 2, 9], 1, 1, 1, 4) };
        Assert.Equal([0f, 0, 2, 6], Networks.Run(model, input).Single().Value.ToFloats());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sizes_baked_into_Resize_follow_the_input(bool byAxes)
    {
        var builder = new GraphBuilder(18, 1, 3, 32, 32).Conv(3, 4, stride: 2);
        var sizes = byAxes ? builder.Integers(32, 32) : builder.Integers(1, 4, 32, 32);
        var model = builder.Node("Resize", node =>
        {
            if (byAxes) node.Set("axes", 2, 3);
        }, "", "", sizes).Build();
        Assert.Equal(1, InputSize.Run(model, 64, 48));
        var output = Networks.Run(model, Networks.RandomInputs(model, 1)).Single().Value;
        Assert.Equal([1L, 4, 48, 64], output.Shape);
    }

    [SkippableTheory]
    [InlineData("yolox_nano", 255)]
    [InlineData("twinlitenet", 1)]
    [InlineData("road_segmentation_adas_0001", 255)]
    public void A_network_in_16_bits_gives_nearly_the_same(string name, float limit)
    {
        var model = GraphModel.Load(Workspace.Shared("models", $"{name}.onnx"));
        var inputs = Networks.RandomInputs(model, limit);
        var expected = Networks.Run(model, inputs);
        var size = model.ToBytes().Length;
        HalfPrecision.Run(model);
        var bytes = model.ToBytes();
        Assert.True(bytes.Length < 0.65 * size, $"{bytes.Length} of {size} bytes");
        foreach (var (output, actual) in Networks.Run(GraphModel.Parse(bytes, name), inputs))
        {
            Assert.Equal(ElementType.Float32, actual.Type);

            // Noise is what networks are least sure about.
            Assert.InRange(Networks.Difference(expected[output], actual), 1e-9, 0.1);
        }
    }

    [SkippableTheory]
    [InlineData("yolox_nano", 320, 192)]
    [InlineData("yolox_nano", 640, 384)]
    [InlineData("twinlitenet", 320, 192)]
    public void Another_input_size_runs(string name, int width, int height)
    {
        var model = GraphModel.Load(Workspace.Shared("models", $"{name}.onnx"));
        InputSize.Run(model, width, height);
        var results = Networks.Run(GraphModel.Parse(model.ToBytes(), name), Networks.RandomInputs(model, 1));
        foreach (var output in model.Outputs) Assert.Equal(output.Shape, results[output.Name].Shape);
        if (name == "yolox_nano") Assert.Equal([1L, width * height * 21 / 1024, 85], model.Outputs[0].Shape);
    }

    [SkippableFact]
    public void Resized_to_its_own_size_a_network_is_the_same()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        Assert.Equal(0, InputSize.Run(model, 416, 416));
    }

    [SkippableFact]
    public void What_is_behind_new_outputs_is_cut()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        Assert.Single(ModelEditor.Run(model, new EditPlan { Outputs = ["1066", "1108", "1150"] }));
        Assert.DoesNotContain(model.Nodes, node => node.OperatorType is "Reshape" or "Transpose");
        Assert.Equal([[1L, 85, 52, 52], [1L, 85, 26, 26], [1L, 85, 13, 13]],
            model.Outputs.Select(output => output.Shape!.ToArray()));
    }

    [Fact]
    public void A_tensor_that_is_not_there_cannot_become_an_output()
    {
        var e =
            Assert.Throws<GraphException>(() => OutputEdits.Cut(new GraphBuilder().Conv(3, 4).Build(), ["nothing"]));
        Assert.Contains("has no tensor 'nothing' to make an output; it has conv", e.Message);
    }
}
