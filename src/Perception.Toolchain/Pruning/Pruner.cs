using System.Globalization;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>Takes the channels that are worth least out of a network until it fits a budget.</summary>
public sealed class Pruner
{
    private readonly GraphModel _model;
    private readonly ChannelMap _map;

    /// <summary>Prepares a network; it stays as it is.</summary>
    public Pruner(GraphModel model)
    {
        _model = model.Clone();
        StaticShapes.CloseOpenDimensions(_model);
        ConstantFolding.Run(_model);
        _model.NameNodes();
        _map = new ChannelMap(_model);
    }

    /// <summary>The network with constants folded, which is what is cut.</summary>
    public GraphModel Prepared => _model;

    /// <summary>What can be pruned.</summary>
    public IReadOnlyList<ChannelGroup> Groups => _map.Groups;

    /// <summary>
    /// Prunes until the budget is met: by a threshold on what channels are worth relative to the mean of their group,
    /// alike in all groups, or by what the groups cost alone, where the options say that.
    /// </summary>
    /// <exception cref="GraphException">The budget cannot be met, or the criterion does not fit the
    /// network.</exception>
    public PrunedModel Run(PruneOptions options)
    {
        if (options.Kept.FirstOrDefault(name => !_model.Nodes.Any(node => node.Name == name)) is { } unknown)
            throw new GraphException($"the model '{_model.Name}' has no layer '{unknown}' to keep");
        var dropped = new HashSet<int>();
        for (var step = 1; step <= options.Steps; step++)
        {
            dropped = Drop(dropped, options with { Budget = Math.Pow(options.Budget, (double)step / options.Steps) });
        }

        return Cut(dropped);
    }

    /// <summary>Prunes one group alone by a share of its channels, to see what that does.</summary>
    public PrunedModel RunAlone(ChannelGroup group, double share, PruneCriterion criterion = PruneCriterion.L1) =>
        Cut(Rank(group, criterion, new HashSet<int>()).TakeLast((int)(share * group.Lanes.Count))
            .Select(lane => lane.Lane.Id).ToHashSet());

    // The channels that go, those included that are gone.
    private HashSet<int> Drop(HashSet<int> gone, PruneOptions options)
    {
        var ranked = Groups.Select(group => Rank(group, options.Criterion, gone)).ToList();
        var (pressures, wanted) = options.Losses is null ? ByWorth(ranked) : ByAccuracy(ranked, options);
        var budget = options.Budget * Cost(new HashSet<int>(), options.CountsParameters);
        var least = Cost(Dropped(ranked, wanted(pressures[^1]), options), options.CountsParameters);
        if (least > budget)
        {
            throw new GraphException(string.Create(CultureInfo.InvariantCulture,
                $"the model '{_model.Name}' cannot be pruned to {options.Budget:P0}: with the least share of " +
                $"{options.LeastShare} and multiples of {options.Multiple} {least / budget * options.Budget:P0} are " +
                $"left"));
        }

        var (low, high) = (0, pressures.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var cost = Cost(Dropped(ranked, wanted(pressures[middle]), options), options.CountsParameters);
            if (cost <= budget) high = middle;
            else low = middle + 1;
        }

        return Dropped(ranked, wanted(pressures[high]), options);
    }

    // Thresholds, ascending, and how many channels of each group are worth more than one of them.
    private static (IReadOnlyList<double> Pressures, Func<double, IEnumerable<int>> Wanted) ByWorth(
        List<List<(ChannelLane Lane, double Score)>> ranked) => (
        [.. ranked.SelectMany(lanes => lanes.Select(lane => lane.Score)).Append(0).Distinct().Order()],
        threshold => ranked.Select(lanes => lanes.Count(lane => lane.Score > threshold)));

    // Prices, ascending, and how many channels of each group are worth one of them.
    private (IReadOnlyList<double> Pressures, Func<double, IEnumerable<int>> Wanted) ByAccuracy(
        List<List<(ChannelLane Lane, double Score)>> ranked, PruneOptions options)
    {
        var whole = Cost(new HashSet<int>(), options.CountsParameters);
        var prices = new ChannelPrices(Groups.Zip(ranked, (group, lanes) =>
        {
            var loss = options.Losses!.FirstOrDefault(loss => loss.Group == group)
                ?? throw new ArgumentException($"no loss is known of {group.Name}", nameof(options));
            return ChannelPrices.Choices(loss, options, kept => Cost(
                lanes.Skip(kept).Select(lane => lane.Lane.Id).ToHashSet(), options.CountsParameters) / whole);
        }));
        return (ChannelPrices.All, prices.Kept);
    }

    /// <summary>Multiply-adds, or parameters, of the convolutions when some channels are gone.</summary>
    private double Cost(IReadOnlySet<int> dropped, bool parameters)
    {
        double sum = 0;
        foreach (var node in Convolutions())
        {
            var weights = _model.Weights[node.Inputs[1]];
            var window = Shapes.Product(weights.Shape.Skip(2));
            var (inputs, outputs) = (Count(node.Inputs[0], dropped), Count(node.Outputs[0], dropped));
            if (node.Integer("group", 1) is > 1 and var group)
            {
                inputs = ChannelMap.IsDepthwise(node, weights) ? 1 : inputs / group;
            }
            var filters = (double)inputs * outputs * window;
            var places = _map.TensorShapes[node.Is("Conv") ? node.Outputs[0] : node.Inputs[0]].Shape!;
            sum += parameters
                ? filters + (node.Input(2) is null ? 0 : outputs)
                : filters * Shapes.Product(places.Skip(2));
        }

        return sum;
    }

    private long Count(string tensor, IReadOnlySet<int> dropped) =>
        _map.Of(tensor)?.LongCount(id => !dropped.Contains(id)) ?? _map.TensorShapes[tensor].Shape![1];

    private IEnumerable<Node> Convolutions() => _model.Nodes.Where(node =>
        (node.Is("Conv") || node.Is("ConvTranspose")) &&
            _model.Weights.ContainsKey(node.Inputs[1]) && _map.TensorShapes[node.Outputs[0]].IsStatic);

    private static HashSet<int> Dropped(List<List<(ChannelLane Lane, double Score)>> ranked,
        IEnumerable<int> wanted, PruneOptions options)
    {
        var dropped = new HashSet<int>();
        foreach (var (lanes, count) in ranked.Zip(wanted))
        {
            if (lanes[0].Lane.Filters.Any(filter => options.Kept.Contains(filter.Node.Name))) continue;
            dropped.UnionWith(lanes.Skip(options.Rounded(count, lanes.Count)).Select(lane => lane.Lane.Id));
        }

        return dropped;
    }

    // The most valuable first, those that are gone last; relative to the mean, since layers differ in scale for reasons
    // of their own.
    private List<(ChannelLane Lane, double Score)> Rank(
        ChannelGroup group, PruneCriterion criterion, IReadOnlySet<int> gone)
    {
        var scores = group.Lanes.Select(lane => (Lane: lane, Score: gone.Contains(lane.Id)
            ? 0
            : lane.Filters.Sum(filter => Worth(filter.Node, filter.Output, criterion, gone)))).ToList();
        var mean = Math.Max(scores.Where(lane => !gone.Contains(lane.Lane.Id)).Average(lane => lane.Score),
            double.Epsilon);
        return [.. scores.Select(lane => (lane.Lane, Score: lane.Score / mean))
            .OrderByDescending(lane => lane.Score).ThenBy(lane => lane.Lane.Id)];
    }

    private double Worth(Node node, int output, PruneCriterion criterion, IReadOnlySet<int> gone)
    {
        if (criterion == PruneCriterion.BatchNormalization)
        {
            var scale = _model.Nodes.FirstOrDefault(
                next => next.Is("BatchNormalization") && next.Inputs[0] == node.Outputs[0])?.Input(1);
            return _model.Constant(scale) is { } factors
                ? Math.Abs(factors.ToFloats()[output])
                : throw new GraphException(
                $"{node.Label} has no batch normalisation behind it to judge its channels by: take l1 or l2, or " +
                $"export without folding it");
        }

        var weights = _model.Weights[node.Inputs[1]];
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weights.Bytes.Span);
        if (weights.Type != ElementType.Float32) throw new GraphException(
            $"{node.Label} has weights of {weights.Type.Spelling()}: prune before converting them");
        var isTransposed = node.Is("ConvTranspose");
        var (outputs, inputs) = ((int)weights.Shape[isTransposed ? 1 : 0], (int)weights.Shape[isTransposed ? 0 : 1]);
        var window = (int)Shapes.Product(weights.Shape.Skip(2));

        // A grouped convolution reads as many channels as before, or is gone with the channel that it reads.
        var left = node.Integer("group", 1) == 1 ? ChannelSurgery.Kept(_map, node.Inputs[0], gone) : null;
        double sum = 0;
        for (var input = 0; input < inputs; input++)
        {
            if (left is not null && !left[input]) continue;
            var filter = isTransposed ? input * outputs + output : output * inputs + input;
            foreach (var value in values.Slice(filter * window, window))
            {
                sum += criterion == PruneCriterion.L1 ? Math.Abs(value) : (double)value * value;
            }
        }

        return criterion == PruneCriterion.L1 ? sum : Math.Sqrt(sum);
    }

    private PrunedModel Cut(HashSet<int> dropped) => new(
        ChannelSurgery.Run(_model, _map, dropped),
        [.. Convolutions().Select(node => Layer(node, dropped))],
        [.. Groups.Select(group => (group, group.Lanes.Count(lane => !dropped.Contains(lane.Id))))]);

    private PrunedLayer Layer(Node node, HashSet<int> dropped)
    {
        var (outputs, outputsBefore) = Left(node.Outputs[0], dropped);
        var (inputs, inputsBefore) = Left(node.Inputs[0], dropped);
        if (outputs.Length == 0 || inputs.Length == 0)
        {
            // Branches that share a group's channels out among them may be left without any.
            throw new GraphException(
                $"{node.Label} of the model '{_model.Name}' would lose all of its channels: keep it or what it reads " +
                "whole (--keep), or prune less");
        }

        return new PrunedLayer(node.Name.Length > 0 ? node.Name : node.Outputs[0], outputs, outputsBefore, inputs,
            inputsBefore);
    }

    private (int[] Left, int Before) Left(string tensor, HashSet<int> dropped)
    {
        var count = (int)_map.TensorShapes[tensor].Shape![1];
        var keep = ChannelSurgery.Kept(_map, tensor, dropped);
        return ([.. Enumerable.Range(0, count).Where(i => keep?[i] ?? true)], count);
    }
}
