using System.Xml.Linq;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Profiling;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Profiling;

public sealed class ProfilerTests
{
    [Fact]
    public void Every_layer_is_timed_or_fused_and_carries_its_own_cost()
    {
        var model = new GraphBuilder()
            .Conv(3, 16).Node("Relu").Conv(16, 32, stride: 2).Node("Sigmoid").MaxPool(2, 2, 0).Build();
        var profile = LayerProfiler.Run(model, runs: 3, warmUp: 1, threads: 1);
        string[] known = [.. model.Nodes.Select(node => node.Name)];
        Assert.All(known,
            name => Assert.True(profile.Fused.Contains(name) ^ profile.Layers.Any(layer => layer.Name == name), name));
        var convolutions = profile.Layers.Where(layer => layer.IsProduct).ToList();

        // Outputs times window times input channels.
        Assert.Equal([16L * 32 * 32 * 27, 32L * 16 * 16 * 144],
            convolutions.Select(layer => layer.Cost!.MultiplyAdds!.Value));
        Assert.All(convolutions, layer => Assert.True(layer.MedianMs > 0 && layer.P95Ms >= layer.MedianMs));
        Assert.All(profile.Layers, layer => Assert.Equal("CPUExecutionProvider", layer.Provider));
    }

    [SkippableFact]
    public void Yolox_nano_keeps_every_convolution_in_sight()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        var profile = LayerProfiler.Run(model, runs: 1, warmUp: 0);
        Assert.Equal(model.Nodes.Count(node => node.Is("Conv")), profile.Layers.Count(layer => layer.IsProduct));
    }

    [Fact]
    public void The_page_is_well_formed_and_its_flame_as_wide_as_the_whole()
    {
        var model = new GraphBuilder().Conv(3, 8).Node("Relu").Conv(8, 8).Build();
        var page =
            ProfilePage.Write(LayerProfiler.Run(model, runs: 2, warmUp: 0), 50, "a <network> & more", "a machine");
        Assert.Contains("a &lt;network&gt; &amp; more", page);
        var svg = XElement.Parse(page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
        var boxes = svg.Descendants("rect")
            .Select(box => (Row: (double)box.Attribute("y")!, Width: (double)box.Attribute("width")!)).ToList();
        foreach (var row in boxes.GroupBy(box => box.Row))
        {
            Assert.Equal(1200, row.Sum(box => box.Width), tolerance: 3.0);
        }
    }

    [Fact]
    public void A_sweep_draws_every_pair()
    {
        var page = SweepPage.Write([8, 16], new double[,] { { 1, 2 }, { 3, 4 } }, "kernel");
        Assert.Contains("<title>16 to 8 channels: 3.0 GFLOP/s</title>", page);
        Assert.Equal(4, page.Split("<rect").Length - 1);
        Assert.True(ConvolutionSpeed.Measure(8, 8, 3, 8, threads: 1) > 0);
    }

    [Fact]
    public void A_file_that_is_no_trace_is_refused()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "{}");
        Assert.Contains("no list of events", Assert.Throws<GraphException>(() => ProfileTrace.Read(path)).Message);
        File.Delete(path);
    }
}
