using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Nodes.Containers;

/// <summary>
/// A rig of nodes for one process, as YAML: <c>nodes</c>, a list of <c>node</c> (what it is), <c>name</c>,
/// <c>namespace</c>, <c>parameter_file</c>, <c>parameters</c> and <c>remappings</c>.
/// </summary>
public sealed class ContainerFile
{
    private static readonly string[] Keys = ["node", "name", "namespace", "parameter_file", "parameters", "remappings"];

    private readonly List<string> _arguments = ["--ros-args"];

    private ContainerFile(string path) => Path = path;

    public string Path { get; }

    public IReadOnlyList<ContainedNode> Nodes { get; private set; } = [];

    /// <summary>What the file gives to its nodes, as the arguments of a context.</summary>
    public IReadOnlyList<string> RosArguments => _arguments;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ContainerException">Names file, line and what is allowed.</exception>
    public static ContainerFile Load(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var file = new ContainerFile(path);
            file.Read(yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : new YamlScalarNode(""));
            return file;
        }
        catch (YamlException e)
        {
            throw new ContainerException(
                $"{path} is not YAML at line {e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerException($"{path} cannot be read: {e.Message}");
        }
    }

    private void Read(YamlNode root)
    {
        if (root is not YamlMappingNode mapping || !mapping.Children.TryGetValue("nodes", out var list) ||
            mapping.Children.Count != 1 || list is not YamlSequenceNode { Children.Count: > 0 } nodes)
        {
            throw Wrong(root, "a container has one key, 'nodes', a list of nodes");
        }

        Nodes = [.. nodes.Select(ReadNode)];
        if (Nodes.GroupBy(node => node.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Wrong(nodes, $"two nodes are called '{twice.Key}'; give each a 'name' of its own");
        }
    }

    private ContainedNode ReadNode(YamlNode item)
    {
        if (item is not YamlMappingNode mapping)
        {
            throw Wrong(item, $"a node is a mapping of {string.Join(", ", Keys)}");
        }

        if (mapping.Children.Keys.FirstOrDefault(key => !Keys.Contains(Text(key))) is { } unknown)
        {
            throw Wrong(unknown, $"'{Text(unknown)}' is not a key of a node; allowed are {string.Join(", ", Keys)}");
        }

        var what = mapping.Children.TryGetValue("node", out var node) ? Text(node) : "";
        var kind = NodeCatalogue.Find(what) ?? (what == NodeCatalogue.Yolox.Name ? NodeCatalogue.Yolox : null)
            ?? throw Wrong(node ?? mapping, $"'node' is '{what}'; allowed are " +
                string.Join(", ", NodeCatalogue.All.Append(NodeCatalogue.Yolox).Select(known => known.Name)));
        var name = mapping.Children.TryGetValue("name", out var given) ? Text(given) : kind.Name;
        if (mapping.Children.TryGetValue("parameter_file", out var file))
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
            _arguments.AddRange(["--params-file", System.IO.Path.Combine(folder, Text(file))]);
        }

        foreach (var (key, value) in Pairs(mapping, "parameters"))
        {
            AddParameter(name, Text(key), value);
        }

        foreach (var (from, to) in Pairs(mapping, "remappings"))
        {
            _arguments.AddRange(["-r", $"{name}:{Text(from)}:={Text(to)}"]);
        }

        return new ContainedNode(kind, name,
            mapping.Children.TryGetValue("namespace", out var space) ? Text(space) : "/");
    }

    // Nested names are joined by dots, as in parameter files.
    private void AddParameter(string node, string name, YamlNode value)
    {
        if (value is YamlMappingNode nested)
        {
            foreach (var (key, inner) in nested.Children)
            {
                AddParameter(node, $"{name}.{Text(key)}", inner);
            }

            return;
        }

        _arguments.AddRange(["-p", $"{node}:{name}:={Flow(value)}"]);
    }

    private string Flow(YamlNode value) => value switch
    {
        YamlSequenceNode items => $"[{string.Join(", ", items.Select(Flow))}]",
        YamlScalarNode { Style: ScalarStyle.Plain } plain => plain.Value ?? "",
        _ => $"\"{Text(value).Replace("\\", "\\\\").Replace("\"", "\\\"")}\"",
    };

    private IEnumerable<KeyValuePair<YamlNode, YamlNode>> Pairs(YamlMappingNode mapping, string key) =>
        !mapping.Children.TryGetValue(key, out var value) ? []
        : value is YamlMappingNode pairs ? pairs.Children
        : throw Wrong(value, $"'{key}' is a mapping");

    private string Text(YamlNode node) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(node, "a single value is needed here");

    private ContainerException Wrong(YamlNode node, string says) => new($"{Path} line {node.Start.Line}: {says}");
}
