using Perception.Toolchain.Graphs;
using Perception.Toolchain.Pruning;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Pruning;

/// <summary>A pruned network must compute what the whole one does when nothing reads the channels that went.</summary>
public sealed class PrunerTests
{
    [SkippableTheory]
    [InlineData("yolox_nano", 0.6)]
    [InlineData("road_segmentation_adas_0001", 0.8)]
    [InlineData(Networks.Default, 0.5)]
    public void Networks_get_smaller_and_compute_what_is_left(string name, double budget)
    {
        var pruner = new Pruner(Networks.Load(name));
        var pruned = pruner.Run(new PruneOptions { Budget = budget });
        AssertExact(pruner.Prepared, pruned);
        Assert.InRange(Products(pruned.Model) / (double)Products(pruner.Prepared), budget - 0.1, budget);
        Assert.True(pruned.Model.ToBytes().Length < pruner.Prepared.ToBytes().Length);
    }

    [Fact]
    public void The_pruned_network_of_the_package_says_what_the_whole_one_says_at_less_than_half_the_cost()
    {
        var whole = Networks.Load(Networks.Default);
        var pruned = GraphModel.Load(
            Path.Combine(Workspace.Root, "models", $"{Networks.Default}-pruned", "model.onnx"));
        Assert.InRange(Products(pruned) / (double)Products(whole), 0.3, 0.5);
        Assert.Equal(whole.Inputs.Select(Signature), pruned.Inputs.Select(Signature));
        Assert.Equal(whole.Outputs.Select(Signature), pruned.Outputs.Select(Signature));

        // It was pruned before the whole one grew, and had boxes of stride 4: rows are left out of the comparison, as
        // manifests tell strides.
        static string Signature(ValueInfo value) => value.Name == "detections"
            ? $"{value.Name} {value.Shape![0]}x?x{value.Shape[2]}"
            : $"{value.Name} {string.Join('x', value.Shape!)}";
    }

    [Fact]
    public void Additions_tie_channels_and_depthwise_and_concatenation_follow_them()
    {
        var builder = new GraphBuilder();
        var start = builder.Conv(3, 16).Node("Relu").Last;
        var aside = builder.Conv(16, 16).BatchNormalization(16).Last;
        var sum = builder.Node("Add", null, start).Last;
        var deep = builder.Conv(16, 16, group: 16).Last;
        builder.Node("Concat", [sum, deep, aside], node => node.Set("axis", 1)).Conv(48, 24, 1).Conv(24, 5, 1);
        var pruner = new Pruner(builder.Build());

        // What start and aside write is one group, the convolution of 24 another; the last one is the output.
        Assert.Equal([(2, 16), (1, 24)], pruner.Groups.Select(group => (group.Writers.Count, group.Lanes.Count)));
        var pruned = pruner.Run(new PruneOptions { Budget = 0.5 });
        AssertExact(pruner.Prepared, pruned);
        Assert.Contains(pruned.Groups, group => group.Kept < group.Group.Lanes.Count);
        Assert.All(pruned.Groups, group => Assert.Equal(0, group.Kept % 8));
    }

    [Fact]
    public void Splits_and_slices_of_channels_get_new_bounds()
    {
        var builder = new GraphBuilder();
        var whole = builder.Conv(3, 32).Node("Sigmoid").Last;
        builder.Model.Nodes.Add(new Node("Split", [whole, builder.Integers(12, 20)], ["left", "right"]).Set("axis", 1));
        var cut = builder.Node("Slice", ["right", builder.Integers(4), builder.Integers(-2), builder.Integers(1)]).Last;
        builder.Node("Concat", [cut, "left"], node => node.Set("axis", 1)).Conv(26, 4, 1);
        var pruner = new Pruner(builder.Build());
        AssertExact(pruner.Prepared, pruner.Run(new PruneOptions { Budget = 0.5, Multiple = 1 }));
    }

    [Fact]
    public void A_branch_that_would_be_left_without_channels_is_named()
    {
        // The left half of the channels is worth nothing, and a convolution reads it alone.
        var builder = new GraphBuilder();
        var whole = builder.Conv(3, 32, 1).Node("Relu").Last;
        builder.Model.Nodes.Add(new Node("Split", [whole, builder.Integers(16, 16)], ["left", "right"]).Set("axis", 1));
        builder.Last = "left";
        var left = builder.Conv(16, 4).Last;
        builder.Last = "right";
        var right = builder.Conv(16, 4).Last;
        builder.Node("Add", [left, right]);
        var weights = builder.Model.Nodes.First(node => node.Is("Conv")).Inputs[1];
        var values = builder.Model.Weights[weights].ToFloats();
        Array.Clear(values, 0, values.Length / 2);
        builder.Model.Weights[weights] = Tensor.FromFloats(values, 32, 3, 1, 1);
        var pruner = new Pruner(builder.Build());
        var e = Assert.Throws<GraphException>(() => pruner.Run(new PruneOptions { Budget = 0.5 }));
        Assert.Contains("would lose all of its channels: keep it or what it reads whole", e.Message);
    }

    [Fact]
    public void What_leaves_the_network_or_is_reshaped_stays()
    {
        var builder = new GraphBuilder();
        var output = builder.Conv(3, 16).Last;
        builder.Conv(16, 16);
        builder.Node("Reshape", null, builder.Integers(1, -1));
        Assert.Empty(new Pruner(builder.Build(output, builder.Last)).Groups);
    }

    [Fact]
    public void The_channel_that_is_worth_least_goes_first()
    {
        var builder = new GraphBuilder();
        builder.Conv(3, 8).Node("Relu").Conv(8, 4);
        var model = builder.Build();
        var filters = model.Nodes[0].Inputs[1];
        var values = model.Weights[filters].ToFloats();
        for (var i = 0; i < 27; i++) values[5 * 27 + i] *= 0.01f;
        model.Weights[filters] = Tensor.FromFloats(values, 8, 3, 3, 3);
        foreach (var criterion in (PruneCriterion[])[PruneCriterion.L1, PruneCriterion.L2])
        {
            var pruner = new Pruner(model);
            Assert.Equal([0, 1, 2, 3, 4, 6, 7],
                pruner.RunAlone(pruner.Groups[0], 1 / 8.0, criterion).Layers[0].Outputs);
        }
    }

    [Fact]
    public void In_rounds_a_channel_is_judged_by_the_weights_that_are_left()
    {
        // Channel 7 of the second layer lives by channel 3 of the first, which is worth least.
        var builder = new GraphBuilder();
        builder.Conv(3, 8).Node("Relu").Conv(8, 8).Node("Relu").Conv(8, 4);
        var model = builder.Build();
        Scale(model, model.Nodes[0].Inputs[1], (output, _) => output == 3 ? 0.01f : 1);
        Scale(model, model.Nodes[2].Inputs[1], (output, input) => (output, input) switch
        {
            (7, 3) => 100,
            (7, _) => 0.001f,
            _ => 1,
        });
        var options = new PruneOptions { Budget = 0.75, Multiple = 1 };
        Assert.Contains(7, new Pruner(model).Run(options).Layers[1].Outputs);
        var rounds = new Pruner(model).Run(options with { Steps = 4 });
        Assert.DoesNotContain(7, rounds.Layers[1].Outputs);
        AssertExact(new Pruner(model).Prepared, rounds);
    }

    [Fact]
    public void By_accuracy_the_group_that_costs_less_gives_up_more_and_the_budget_is_met()
    {
        var model = new GraphBuilder().Conv(3, 16).Node("Relu").Conv(16, 16).Node("Relu").Conv(16, 4).Build();
        foreach (var dear in (int[])[0, 1])
        {
            var pruner = new Pruner(model);
            var pruned = pruner.Run(new PruneOptions
            {
                Budget = 0.6,
                Multiple = 4,
                Losses = [.. pruner.Groups.Select((group, i) => new GroupLoss(group,
                    [(0.25, i == dear ? 0.2 : 0.002), (0.75, i == dear ? 0.8 : 0.01)]))],
            });
            Assert.True(pruned.Groups[1 - dear].Kept < pruned.Groups[dear].Kept);
            Assert.InRange(Products(pruned.Model), 0, 0.6 * Products(pruner.Prepared));
            AssertExact(pruner.Prepared, pruned);
        }
    }

    [Fact]
    public void Losses_lie_on_straight_lines_between_measurements_and_never_fall()
    {
        var group = new Pruner(new GraphBuilder().Conv(3, 16).Conv(16, 8).Build()).Groups[0];
        var loss = new GroupLoss(group, [(0.25, 0.1), (0.5, 0.05), (0.75, 0.5)]);
        Assert.Equal([0, 0.04, 0.1, 0.1, 0.3, 0.66],
            ((double[])[0, 0.1, 0.25, 0.5, 0.625, 0.85]).Select(share => Math.Round(loss.At(share), 9)));
    }

    [Fact]
    public void What_cannot_be_is_one_sentence()
    {
        var pruner = new Pruner(new GraphBuilder().Conv(3, 16).Conv(16, 8).Build());
        Assert.Contains("cannot be pruned to 1",
            Assert.Throws<GraphException>(() => pruner.Run(new PruneOptions { Budget = 0.01 })).Message);
        Assert.Contains("no layer 'nix' to keep", Assert.Throws<GraphException>(() => pruner.Run(new PruneOptions { Kept = new HashSet<string> { "nix" } })).Message);
        Assert.Contains("no batch normalisation", Assert.Throws<GraphException>(() => pruner.Run(new PruneOptions { Criterion = PruneCriterion.BatchNormalization })).Message);
    }

    [Fact]
    public void Sparse_weights_have_two_zeros_in_every_four_input_channels_and_keep_the_larger_ones()
    {
        var model = new GraphBuilder().Conv(8, 4).Build();
        var before = model.Weights[model.Nodes[0].Inputs[1]].ToFloats();
        Assert.Equal(1, PairSparsity.Run(model));
        var after = model.Weights[model.Nodes[0].Inputs[1]].ToFloats();
        for (var first = 0; first < after.Length; first += 36)
        {
            for (var at = 0; at < 9; at++)
            {
                int[] four = [.. Enumerable.Range(0, 4).Select(i => first + 9 * i + at)];
                Assert.Equal(2, four.Count(i => after[i] == 0));
                Assert.True(four.Where(i => after[i] == 0).Max(i => Math.Abs(before[i])) <= four.Where(i => after[i] != 0).Min(i => Math.Abs(before[i])));
            }
        }
    }

    private static void Scale(GraphModel model, string name, Func<int, int, float> factor)
    {
        var weights = model.Weights[name];
        var (inputs, window) = ((int)weights.Shape[1], (int)Shapes.Product(weights.Shape.Skip(2)));
        float[] values = [.. weights.ToFloats().Select((value, i) => value * factor(i / window / inputs, i / window % inputs))];
        model.Weights[name] = Tensor.FromFloats(values, [.. weights.Shape]);
    }

    private static void AssertExact(GraphModel whole, PrunedModel pruned)
    {
        var expected = whole.Clone();
        foreach (var (layer, node) in pruned.Layers.Zip(expected.Nodes.Where(node => node.Is("Conv") || node.Is("ConvTranspose"))))
        {
            var weights = expected.Weights[node.Inputs[1]];
            if (node.Integer("group", 1) != 1) continue;
            var (values, isTransposed) = (weights.ToFloats(), node.Is("ConvTranspose"));
            var window = (int)Shapes.Product(weights.Shape.Skip(2));
            var kept = layer.Inputs.ToHashSet();
            for (var i = 0; i < values.Length; i++)
            {
                var input = isTransposed ? i / window / weights.Shape[1] : i / window % weights.Shape[1];
                if (!kept.Contains((int)input)) values[i] = 0;
            }

            node.Inputs[1] = expected.AddWeight("zeroed", Tensor.FromFloats(values, [.. weights.Shape]));
        }

        var inputs = Networks.RandomInputs(whole);
        var (wanted, actual) = (Networks.Run(expected, inputs), Networks.Run(pruned.Model, inputs));
        foreach (var (name, tensor) in wanted) Assert.InRange(Networks.Difference(tensor, actual[name]), 0, 1e-4);
    }

    private static long Products(GraphModel model) =>
        GraphCost.Of(model, ShapeInference.Infer(model)).MultiplyAdds!.Value;
}
