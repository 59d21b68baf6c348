using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags;

/// <summary>Fields of a YAML mapping; errors name the place.</summary>
internal readonly struct YamlFields(YamlMappingNode mapping, string file, string place)
{
    private static readonly YamlMappingNode Empty = [];

    public YamlMappingNode Node => mapping;

    public static YamlFields Of(YamlNode node, string file, string place) => node is YamlMappingNode mapping
        ? new(mapping, file, place)
        : throw new BagException($"{file}:{node.Start.Line}: '{place}' is not a mapping");

    public YamlNode? Find(string key) =>
        mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    public YamlFields Section(string key) => Find(key) is { } node ? Of(node, file, key) : new(Empty, file, key);

    public IEnumerable<YamlFields> Sections(string key)
    {
        var (name, source) = (key, file);
        return Items(key).Select(node => Of(node, source, name));
    }

    public IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode sequence => sequence,
        YamlScalarNode { Value: null or "" or "~" or "null" } => [],
        { } node => throw Error(key, node, "a sequence"),
    };

    public string Text(string key) => Find(key) switch
    {
        null => "",
        YamlScalarNode scalar => scalar.Value ?? "",
        { } node => throw Error(key, node, "a scalar"),
    };

    public long Number(string key, long missing = 0) => Find(key) switch
    {
        null => missing,
        YamlScalarNode scalar when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var value) => value,
        { } node => throw Error(key, node, "a whole number"),
    };

    private BagException Error(string key, YamlNode node, string wanted) =>
        new($"{file}:{node.Start.Line}: '{key}' of '{place}' is not {wanted}");
}
