using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Tests.Graphs;

public class ShapeInferenceTests
{
    [SkippableTheory]
    [InlineData("yolox_nano")]
    [InlineData("twinlitenet")]
    [InlineData("road_segmentation_adas_0001")]
    [InlineData("lstr_tusimple_640x360")]
    public void Every_shape_and_type_is_what_ONNX_Runtime_computes(string name)
    {
        var model = GraphModel.Load(Workspace.Shared("models", $"{name}.onnx"));
        ConstantFolding.Run(model);
        var shapes = ShapeInference.Infer(model);
        var inputs = Networks.RandomInputs(model, 1);
        foreach (var output in model.Nodes.SelectMany(node => node.Outputs).Where(output => output.Length > 0))
        {
            if (model.Outputs.All(known => known.Name != output))
            {
                model.Outputs.Add(new ValueInfo(output, ElementType.Undefined, null));
            }
        }

        using var runner = new GraphRunner(model, optimize: false);
        foreach (var (output, value) in runner.Run(inputs))
        {
            Assert.True(shapes[output].Shape is not null && shapes[output].Shape!.SequenceEqual(value.Shape),
                $"{shapes[output]} is {value}");
            Assert.Equal(value.Type, shapes[output].Type);
        }
    }

    [SkippableFact]
    public void Shapes_are_those_that_the_exporter_wrote_into_the_file()
    {
        var path = Workspace.Shared("models", "yolox_nano.onnx");
        var shapes = ShapeInference.Infer(GraphModel.Load(path));
        var written = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.ValueInfo;
        Assert.Equal(368, written.Count);
        foreach (var value in written)
        {
            var dimensions = value.Type.TensorType.Shape.Dim;
            if (dimensions.All(dimension => dimension.HasDimValue))
                Assert.Equal(dimensions.Select(dimension => dimension.DimValue), shapes[value.Name].Shape);
        }
    }

    // The figure that the network's authors publish: 1.08 GFLOP, of convolutions alone.
    [SkippableFact]
    public void The_cost_of_yolox_nano_is_the_published_one()
    {
        var description = ModelDescription.Of(GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx")));
        Assert.InRange(description.Cost.GigaFlops!.Value, 1.04, 1.10);
        Assert.InRange(description.Cost.Parameters, 900_000, 915_000);
    }

    [Fact]
    public void Cost_of_a_convolution_is_worked_by_hand()
    {
        var model = new GraphBuilder(13, 1, 4, 10, 12).Conv(4, 8, 3, 2, 2).Build();
        var cost = ModelDescription.Of(model).Cost;

        // 8 channels of 5x6, each element from 2 channels of 3x3; 8*2*9 weights and 8 of bias.
        Assert.Equal(8 * 5 * 6 * 2 * 9, cost.MultiplyAdds);
        Assert.Equal(8 * 2 * 9 + 8, cost.Parameters);
        Assert.Equal((4 * 10 * 12 + 8 * 5 * 6) * 4, cost.PeakActivationBytes);
    }

    [Fact]
    public void Shapes_that_contradict_each_other_name_the_node()
    {
        var model = new GraphBuilder(13, 1, 5, 10, 12).Conv(4, 8).Build();
        var e = Assert.Throws<GraphException>(() => ShapeInference.Infer(model));
        Assert.Equal("Conv 'conv' of the model 'test' does not fit: its weights are for 4 channels, and its input has 5", e.Message);
    }
}
