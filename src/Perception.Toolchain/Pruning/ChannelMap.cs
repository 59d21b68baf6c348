using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>
/// Which channel of which tensor is the same channel: followed through activations, pools and depthwise convolutions,
/// tied together by additions, moved by Concat, Split and Slice. Channels that anything else reads, or that leave the
/// network, are fixed.
/// </summary>
public sealed class ChannelMap
{
    private static readonly HashSet<string> Passing =
    [
        "Relu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "LeakyRelu", "Elu", "Selu", "Tanh", "Softplus", "Mish",
        "Gelu", "Erf", "Exp", "Sqrt",
        "Abs", "Neg", "Identity", "Cast", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool",
        "BatchNormalization", "InstanceNormalization", "Dropout",
    ];

    private static readonly HashSet<string> Elementwise = ["Add", "Sub", "Mul", "Div", "Min", "Max", "PRelu", "Pow"];

    private readonly GraphModel _model;
    private readonly IReadOnlyDictionary<string, ValueInfo> _shapes;
    private readonly List<int> _parent = [];
    private readonly HashSet<int> _fixed = [];
    private readonly List<(Node Node, int Output)?> _writers = [];
    private readonly Dictionary<string, int[]?> _channels = [];

    /// <summary>Follows the channels of a network whose constants are folded.</summary>
    public ChannelMap(GraphModel model)
    {
        (_model, _shapes) = (model, ShapeInference.Infer(model));
        foreach (var node in model.Nodes) Follow(node);
        foreach (var output in model.Outputs) Fix(output.Name);
        Groups = [.. FindGroups()];
    }

    /// <summary>What can be pruned, in the order of the network.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>The channel ids of a tensor, along its second dimension; null where they cannot be told.</summary>
    public int[]? Of(string tensor) =>
        _channels.GetValueOrDefault(tensor) is { } ids ? Array.ConvertAll(ids, Root) : null;

    internal IReadOnlyDictionary<string, ValueInfo> TensorShapes => _shapes;

    /// <summary>Whether every output channel of a convolution is made of one input channel.</summary>
    internal static bool IsDepthwise(Node node, Tensor weights) =>
        node.Is("Conv") &&
            node.Integer("group", 1) is > 1 and var group && weights.Shape[0] == group && weights.Shape[1] == 1;

    private void Follow(Node node)
    {
        var followed = node.Domain.Length == 0 && node.OperatorType switch
        {
            "Conv" or "ConvTranspose" => Convolution(node),
            "Concat" => Concat(node),
            "Split" => Split(node),
            "Slice" => Slice(node),
            "Resize" or "Upsample" => Resize(node),
            "Pad" => Pad(node),
            _ when Passing.Contains(node.OperatorType) => Pass(node),
            _ when Elementwise.Contains(node.OperatorType) => Combine(node),
            _ => false,
        };
        if (followed) return;
        foreach (var input in node.Inputs.Concat(node.ImplicitInputs)) Fix(input);
    }

    private bool Convolution(Node node)
    {
        if (node.Input(1) is not { } name || !_model.Weights.TryGetValue(name, out var weights)) return false;
        var input = Channels(node.Inputs[0]);
        if (IsDepthwise(node, weights) && input is not null)
        {
            _channels[node.Outputs[0]] = input;
            return true;
        }

        if (node.Integer("group", 1) != 1) return false;
        var count = (int)weights.Shape[node.Is("Conv") ? 0 : 1];
        _channels[node.Outputs[0]] = [.. Enumerable.Range(0, count).Select(output => New((node, output)))];
        return true;
    }

    // Other outputs, such as the places of maxima, are counted in what would change.
    private bool Pass(Node node)
    {
        if (node.Outputs.Skip(1).Any(output => output.Length > 0) || Channels(node.Inputs[0]) is not { } input)
        {
            return false;
        }
        _channels[node.Outputs[0]] = input;
        return true;
    }

    private bool Combine(Node node)
    {
        var output = _shapes[node.Outputs[0]].Shape;
        if (output is not [_, var count, _, _]) return false;
        int[]? joined = null;
        foreach (var name in node.Inputs)
        {
            if (_model.Weights.TryGetValue(name, out var constant))
            {
                if (PerChannel(constant.Shape, count) is null) return false;
                continue;
            }

            // One channel that meets all of them is that of a map of attention: nothing may happen to it.
            if (Channels(name) is not { } ids) return false;
            if (ids.Length != count) Fix(name);
            else if (joined is null) joined = ids;
            else for (var i = 0; i < ids.Length; i++) Join(joined[i], ids[i]);
        }

        if (joined is null) return false;
        _channels[node.Outputs[0]] = joined;
        return true;
    }

    /// <summary>
    /// Whether a constant has a value for each channel (true) or one for all (false); null where it is neither.
    /// </summary>
    internal static bool? PerChannel(IReadOnlyList<long> shape, long channels)
    {
        if (Shapes.Product(shape) == 1) return false;
        if (shape.Count is < 3 or > 4 || (shape.Count == 4 && shape[0] != 1)) return null;
        return shape[^3] == 1 ? false : shape[^3] == channels ? true : null;
    }

    private bool Concat(Node node)
    {
        var parts = node.Inputs.Select(Channels).ToList();
        if (parts.Any(part => part is null) || _shapes[node.Outputs[0]].Shape is not { Count: 4 } ||
            node.Integer("axis", 0) is not (1 or -3)) return false;
        _channels[node.Outputs[0]] = [.. parts.SelectMany(part => part!)];
        return true;
    }

    private bool Split(Node node)
    {
        if (Channels(node.Inputs[0]) is not { } input || node.Integer("axis", 0) is not (1 or -3)) return false;
        var from = 0;
        foreach (var output in node.Outputs)
        {
            if (_shapes[output].Shape is not [_, > 0 and var count, _, _]) return false;
            _channels[output] = input[from..(from + (int)count)];
            from += (int)count;
        }

        return true;
    }

    private bool Slice(Node node)
    {
        if (Channels(node.Inputs[0]) is not { } input || SliceRange.OfChannels(_model, node) is not { } range)
        {
            return false;
        }
        _channels[node.Outputs[0]] = range.Take(input);
        return true;
    }

    private bool Resize(Node node)
    {
        if (Channels(node.Inputs[0]) is not { } input ||
            _shapes[node.Outputs[0]].Shape is not [_, var count, _, _] || count != input.Length) return false;
        if (node.Has("axes") || (node.Inputs.Count > 3 && _model.Constant(node.Input(3)) is null)) return false;
        _channels[node.Outputs[0]] = input;
        return true;
    }

    private bool Pad(Node node)
    {
        if (Channels(node.Inputs[0]) is not { } input ||
            _shapes[node.Outputs[0]].Shape is not [_, var count, _, _] || count != input.Length) return false;
        var pads = node.Integers("pads") ?? _model.Constant(node.Input(1))?.ToLongs();
        if (pads is not { Length: 8 } || pads[1] != 0 || pads[5] != 0) return false;
        _channels[node.Outputs[0]] = input;
        return true;
    }

    // What nobody followed is there as it is, and stays.
    private int[]? Channels(string name)
    {
        if (_channels.TryGetValue(name, out var known)) return known;
        int[]? made = null;
        if (!_model.Weights.ContainsKey(name) && _shapes.GetValueOrDefault(name)?.Shape is [_, > 0 and var count, _, _])
        {
            made = [.. Enumerable.Range(0, (int)count).Select(_ => New(null))];
            _fixed.UnionWith(made);
        }

        return _channels[name] = made;
    }

    private int New((Node, int)? writer)
    {
        _parent.Add(_parent.Count);
        _writers.Add(writer);
        return _parent.Count - 1;
    }

    private void Fix(string name)
    {
        if (_channels.GetValueOrDefault(name) is { } ids) _fixed.UnionWith(ids);
    }

    private int Root(int id)
    {
        while (_parent[id] != id) id = _parent[id] = _parent[_parent[id]];
        return id;
    }

    private void Join(int a, int b) => _parent[Root(b)] = Root(a);

    private IEnumerable<ChannelGroup> FindGroups()
    {
        var held = _fixed.Select(Root).ToHashSet();
        var lanes = Enumerable.Range(0, _parent.Count)
            .Where(id => _writers[id] is not null && !held.Contains(Root(id))).GroupBy(Root)
            .Select(ids => new ChannelLane(ids.Key, [.. ids.Select(id => _writers[id]!.Value)]));
        var place = _model.Nodes.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        return lanes.GroupBy(
            lane => string.Join(',', lane.Filters.Select(filter => place[filter.Node]).Distinct().Order()))
            .Select(
            group => new ChannelGroup([.. group.First().Filters.Select(filter => filter.Node).Distinct()], [.. group]));
    }
}
