using System.Globalization;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Linting;

/// <summary>Facts of a node that rules look at, by name.</summary>
internal sealed class NodeFacts(GraphModel model, IReadOnlyDictionary<string, ValueInfo> shapes)
{
    private const string ChannelsModulo = "channels%";

    /// <summary>
    /// The values of a fact: none where the node does not have it, null where shapes or constants do not tell.
    /// </summary>
    public IReadOnlyList<string>? Of(Node node, string fact)
    {
        if (fact.StartsWith(ChannelsModulo, StringComparison.Ordinal))
        {
            var multiple = long.Parse(fact[ChannelsModulo.Length..], CultureInfo.InvariantCulture);
            return Channels(node)?.Select(channels => Text(channels % multiple)).ToList();
        }

        return fact switch
        {
            "kernel" => Window(node) is { } window ? Texts(window.Kernel) : null,
            "stride" => Window(node) is { } window ? Texts(window.Strides) : null,
            "dilation" => Window(node) is { } window ? Texts(window.Dilations) : null,
            "padding" => Window(node) is { } window ? Texts(window.Pads) : null,
            "kernel_stride" =>
                Window(node) is { Kernel: [var h, var w], Strides: [var y, var x] } ? [$"{h}x{w}/{y}x{x}"] : null,
            "auto_pad" => [node.Text("auto_pad", "NOTSET")],
            "ceil_mode" => [Text(node.Integer("ceil_mode", 0))],
            "grouping" => Grouping(node) is { } grouping ? [grouping] : null,
            "channels" => Texts(Channels(node)),
            "size" =>
                AllShapes(node) is { } all ? Texts(all.SelectMany(shape => shape.Skip(1)).DefaultIfEmpty(1)) : null,
            "batch" => Input(node, 0) is { Count: > 0 } input ? [Text(input[0])] : [],
            "rank" => Input(node, 0) is { } input ? [Text(input.Count)] : null,
            "spatial" => Input(node, 0) is { Count: 4 } input ? Texts(input.Skip(2)) : null,
            "static" => [model.Inputs.All(input => input.IsStatic) ? "yes" : "no"],
            "type" => [.. node.Outputs.Where(shapes.ContainsKey).Select(output => shapes[output].Type.Spelling())],
            "axis" => Axis(node) is { } axis ? [Text(axis)] : null,
            "axis_size" => Axis(node) is { } axis && Input(node, 0) is { } input ? [Text(input[(int)axis])] : null,
            "scale" => Scales(node)?.Select(scale => scale.ToString("R", CultureInfo.InvariantCulture)).ToList(),
            "resize_by" => [node.Input(3) is null ? "scales" : "sizes"],
            "coordinates" => [node.Text("coordinate_transformation_mode", "half_pixel")],
            "step" => Slice(node, 4, 1) is { } steps ? Texts(steps) : null,
            "slice_axis" => Slice(node, 3, 0) is { } axes
                ? Texts(axes.Select(axis => axis < 0 ? axis + (Input(node, 0)?.Count ?? 0) : axis))
                : null,
            "second_input" => [node.Inputs.Skip(1).All(name => name.Length == 0 || model.Weights.ContainsKey(name))
                ? "constant" : "computed"],
            "moved_batch" => [node.Integers("perm") is { } order && order.Length > 0 && order[0] != 0 ? "yes" : "no"],
            "count" => node.Input(1) is { } name ? Texts(model.Constant(name)?.ToLongs()) : [],
            "limits" => [$"{Limit(node, 1, "min")}..{Limit(node, 2, "max")}"],
            _ => throw new ArgumentException($"there is no fact '{fact}'", nameof(fact)),
        };
    }

    /// <summary>What a reader is told of a fact: channels themselves, not what a division leaves of them.</summary>
    public string Shown(Node node, string fact) => string.Join(
        ",", Of(node, fact.StartsWith(ChannelsModulo, StringComparison.Ordinal) ? "channels" : fact) ?? []);

    /// <summary>Whether a value is among those allowed: the same word or number, or within a range.</summary>
    public static bool Allows(string allowed, string value)
    {
        if (allowed == value) return true;
        var range = allowed.Split("..");
        if (range.Length != 2 || !Number(range[0], out var from) || !Number(range[1], out var to)) return false;
        return Number(value, out var number) && number >= from && number <= to && number == Math.Floor(number);
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<string>? Texts(IEnumerable<long>? values)
    {
        var known = values?.ToList();
        return known is null || known.Any(value => value < 0) ? null : [.. known.Select(Text)];
    }

    private IReadOnlyList<long>? Input(Node node, int index) =>
        node.Input(index) is { } name ? shapes.GetValueOrDefault(name)?.Shape : null;

    private Window? Window(Node node) =>
        Graphs.Window.Of(node, node.OperatorType is "Conv" or "ConvTranspose" ? Input(node, 1) : null);

    private IEnumerable<IReadOnlyList<long>>? AllShapes(Node node)
    {
        var all = node.Inputs.Where(name => name.Length > 0 && !model.Weights.ContainsKey(name))
            .Concat(node.Outputs.Where(name => name.Length > 0))
            .Select(name => shapes.GetValueOrDefault(name)?.Shape).ToList();
        return all.Any(shape => shape is null) ? null : all.OfType<IReadOnlyList<long>>();
    }

    private IEnumerable<long>? Channels(Node node) =>
        Input(node, 0) is { Count: > 1 } input &&
            shapes.GetValueOrDefault(node.Outputs[0])?.Shape is { Count: > 1 } output ? [input[1], output[1]] : null;

    private string? Grouping(Node node)
    {
        var group = node.Integer("group", 1);
        if (group == 1) return "one";
        return Input(node, 0) is { Count: > 1 } input ? input[1] == group ? "depthwise" : "grouped" : null;
    }

    private long? Axis(Node node)
    {
        if (Input(node, 0) is not { } input) return null;
        var standard = node.OperatorType is "Softmax" or "LogSoftmax" ? model.Opset < 13 ? 1 : -1 : node.Is("Concat") ||
            node.Is("Split") ? 0 : -1;
        var axis = node.Integer("axis", standard);
        return axis < -input.Count || axis >= input.Count ? null : axis < 0 ? axis + input.Count : axis;
    }

    private double[]? Scales(Node node) =>
        Input(node, 0) is { } input &&
            shapes.GetValueOrDefault(node.Outputs[0])?.Shape is { } output && input.Count == output.Count &&
        input.Concat(output).All(dimension => dimension > 0)
            ? [.. input.Zip(output, (from, to) => (double)to / from)] : null;

    private IEnumerable<long>? Slice(Node node, int input, long standard)
    {
        if (node.Input(input) is { } name) return model.Constant(name)?.ToLongs();
        var old = node.Integers(input == 3 ? "axes" : "steps");
        return old ?? (node.Input(1) is { } starts && model.Constant(starts) is { } constant
            ? Enumerable.Range(0, constant.Count).Select(i => input == 3 ? i : standard) : [standard]);
    }

    private string Limit(Node node, int input, string attribute)
    {
        float? value = node.Input(input) is { } name
            ? model.Constant(name)?.ToFloats() is [var limit, ..] ? limit : null
            : node.Has(attribute) ? node.Float(attribute, 0) : null;
        return value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
    }
}
