using Google.Protobuf;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Tests.Graphs;

public class BadModelTests
{
    [Fact]
    public void A_missing_file_is_named() => Refused("does not exist", () => GraphModel.Load("/nowhere/model.onnx"));

    [Fact]
    public void What_cannot_be_written_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var inTheWay = Directory.CreateDirectory(folder["model.onnx"]).FullName;
        Refused("cannot be written", () => new GraphBuilder().Conv(3, 8).Build().Save(inTheWay));
        Assert.False(File.Exists($"{inTheWay}.partial"));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_lacks_what_was_cut()
    {
        var bytes = new GraphBuilder().Conv(3, 8).Node("Relu").Build().ToBytes();
        for (var length = 0; length < bytes.Length - 40; length += 7)
        {
            var cut = bytes[..length];
            Assert.Throws<GraphException>(() => GraphModel.Parse(cut, "cut.onnx"));
        }
    }

    [Fact]
    public void A_cycle_names_a_node_on_it() =>
        Refused("is cyclic: ", proto => proto.Graph.Node[0].Input[0] = proto.Graph.Node[1].Output[0]);

    [Fact]
    public void A_missing_weight_is_named() =>
        Refused("reads 'w', which neither a node, nor an input, nor a weight gives",
        proto => proto.Graph.Initializer.Remove(proto.Graph.Initializer.First(tensor => tensor.Name == "w")));

    [Fact]
    public void A_size_of_ten_gigabytes_is_not_believed() =>
        Refused("claims [10000,1000000] float32, which is 40000000000 bytes, but has 864", proto =>
    {
        proto.Graph.Initializer[0].Dims.Clear();
        proto.Graph.Initializer[0].Dims.AddRange([10_000, 1_000_000]);
    });

    [Fact]
    public void Sizes_that_overflow_are_not_believed() => Refused("which is", proto =>
    {
        proto.Graph.Initializer[0].Dims.Clear();
        proto.Graph.Initializer[0].Dims.AddRange([long.MaxValue, 3, long.MaxValue]);
    });

    [Fact]
    public void Negative_sizes_are_refused() =>
        Refused("no open dimension", proto => proto.Graph.Initializer[0].Dims[0] = -8);

    [Fact]
    public void An_operator_set_of_the_future_is_refused() =>
        Refused("needs operator set 99; known are 7 to 23", proto => proto.OpsetImport[0].Version = 99);

    [Fact]
    public void An_operator_that_does_not_exist_is_named() =>
        Refused("the operator 'Frobnicate' (Frobnicate 'relu')", proto => proto.Graph.Node[1].OpType = "Frobnicate");

    [Fact]
    public void An_operator_of_somebody_else_is_named() =>
        Refused("the operator 'acme.Relu'", proto => proto.Graph.Node[1].Domain = "acme");

    [Fact]
    public void A_tensor_given_twice_is_named() =>
        Refused("gives the tensor 'relu' twice", proto => proto.Graph.Node[0].Output[0] = "relu");

    [Fact]
    public void A_node_without_what_it_needs_is_named() => Refused("reads 1 tensors; it needs its first 2", proto =>
    {
        while (proto.Graph.Node[0].Input.Count > 1) proto.Graph.Node[0].Input.RemoveAt(1);
    });

    [Fact]
    public void Weights_outside_of_the_models_folder_are_refused() => Refused("outside of the model's folder", proto =>
    {
        proto.Graph.Initializer[0].ClearRawData();
        proto.Graph.Initializer[0].DataLocation = 1;
        proto.Graph.Initializer[0].ExternalData.Add(
            new StringEntryProto { Key = "location", Value = "../../etc/passwd" });
    });

    [Fact]
    public void Weights_of_a_file_beside_the_model_are_read_and_checked()
    {
        using var folder = new TemporaryFolder();
        var proto = Proto();
        var weights = proto.Graph.Initializer[0];
        File.WriteAllBytes(folder["weights.bin"], [0, 0, 0, 0, .. weights.RawData.Span]);
        var values = Tensor.From(weights, "weights", null).ToFloats();
        weights.ClearRawData();
        weights.DataLocation = 1;
        weights.ExternalData.Add(new StringEntryProto { Key = "location", Value = "weights.bin" });
        weights.ExternalData.Add(new StringEntryProto { Key = "offset", Value = "4" });
        File.WriteAllBytes(folder["model.onnx"], proto.ToByteArray());
        Assert.Equal(values, GraphModel.Load(folder["model.onnx"]).Weights["w"].ToFloats());

        weights.ExternalData.Add(new StringEntryProto { Key = "length", Value = "10000000000" });
        File.WriteAllBytes(folder["model.onnx"], proto.ToByteArray());
        Refused("claims 10000000000 bytes at 4 of 'weights.bin', which has 868",
            () => GraphModel.Load(folder["model.onnx"]));
    }

    [Fact]
    public void What_is_not_understood_of_a_file_survives()
    {
        // Field 6 is the model's documentation, 14 its metadata; neither is in the messages here.
        byte[] extra = [0x32, 2, (byte)'h', (byte)'i', 0x72, 6, 0x0a, 1, (byte)'k', 0x12, 1, (byte)'v'];
        var bytes = GraphModel.Parse([.. Proto().ToByteArray(), .. extra], "test").ToBytes();
        Assert.Contains(Convert.ToHexString(extra[..4]), Convert.ToHexString(bytes));
        Assert.Contains(Convert.ToHexString(extra[4..]), Convert.ToHexString(bytes));
    }

    private static ModelProto Proto() =>
        ModelProto.Parser.ParseFrom(new GraphBuilder().Conv(3, 8).Node("Relu").Build().ToBytes());

    private static void Refused(string says, Action<ModelProto> change)
    {
        var proto = Proto();
        change(proto);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.onnx"], proto.ToByteArray());
        Refused(says, () => GraphModel.Load(folder["model.onnx"]));
    }

    private static void Refused(string says, Action load)
    {
        var e = Assert.Throws<GraphException>(load);
        Assert.Contains(says, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }
}
