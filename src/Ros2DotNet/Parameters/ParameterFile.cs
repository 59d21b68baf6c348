using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet;

/// <summary>Reads a ROS 2 parameter file: node names to <c>ros__parameters</c> to nested values.</summary>
internal static class ParameterFile
{
    private const string ParametersKey = "ros__parameters";

    public static IReadOnlyList<ParameterOverride> Read(string path)
    {
        var overrides = new List<ParameterOverride>();
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count > 0)
            {
                ReadNodes(path, yaml.Documents[0].RootNode, "", overrides);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RosArgumentException($"the parameter file '{path}' cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new RosArgumentException($"the parameter file '{path}' is not YAML at line {e.Start.Line}: " +
                $"{e.InnerException?.Message ?? e.Message}");
        }

        return overrides;
    }

    private static void ReadNodes(string path, YamlNode node, string nodeName, List<ParameterOverride> overrides)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw new RosArgumentException(
                $"the parameter file '{path}' has no mapping under '{nodeName}' at line {node.Start.Line}; " +
                $"expected a node name or {ParametersKey}");
        }

        foreach (var (key, value) in mapping.Children)
        {
            var name = Name(path, key);
            if (name == ParametersKey)
            {
                ReadParameters(path, value, nodeName.Length == 0 ? "/**" : nodeName, "", overrides);
            }
            else
            {
                ReadNodes(path, value, $"{nodeName}/{name.Trim('/')}", overrides);
            }
        }
    }

    private static void ReadParameters(string path, YamlNode node, string nodePattern, string prefix,
        List<ParameterOverride> overrides)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw new RosArgumentException(
                $"the parameter file '{path}' has no mapping of parameters at line {node.Start.Line}");
        }

        foreach (var (key, value) in mapping.Children)
        {
            var name = prefix + Name(path, key);
            if (value is YamlMappingNode)
            {
                ReadParameters(path, value, nodePattern, name + ".", overrides);
            }
            else
            {
                var origin = $"{path} line {value.Start.Line}";
                overrides.Add(new ParameterOverride(nodePattern, name, ParameterYaml.FromNode(value, origin), origin)
                {
                    Written = ParameterYaml.Written(value),
                });
            }
        }
    }

    private static string Name(string path, YamlNode key) => key is YamlScalarNode { Value: { } name }
        ? name
        : throw new RosArgumentException(
            $"the parameter file '{path}' has a list or a mapping as a name at line {key.Start.Line}");
}
