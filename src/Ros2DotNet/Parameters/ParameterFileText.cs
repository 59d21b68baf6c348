using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet;

/// <summary>Parameter files for tools: what one gives for a node, and one written from values.</summary>
public static class ParameterFileText
{
    private const string DocumentEnd = "\n...\n";

    /// <summary>The values that a file gives for a node, the last one for each name.</summary>
    /// <exception cref="RosArgumentException">The file cannot be read or is no parameter file.</exception>
    public static IReadOnlyList<(string Name, object Value)> Read(string path, string fullyQualifiedNodeName) =>
        [.. ParameterFile.Read(path).Where(item => item.AppliesTo(fullyQualifiedNodeName))
            .GroupBy(item => item.Name).Select(group => (group.Key, group.Last().Value))];

    /// <summary>
    /// A parameter file that gives one node these values; reading it gives the same values and types back.
    /// </summary>
    public static string Write(string fullyQualifiedNodeName, IEnumerable<(string Name, object Value)> parameters)
    {
        var values = new YamlMappingNode();
        foreach (var (name, value) in parameters)
        {
            values.Add(name, Node(value));
        }

        var root = new YamlMappingNode(fullyQualifiedNodeName, new YamlMappingNode("ros__parameters", values));
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);

        // Only the mark at the end: a text may have dots at its own.
        var yaml = text.ToString();
        return yaml.EndsWith(DocumentEnd, StringComparison.Ordinal) ? yaml[..^(DocumentEnd.Length - 1)] : yaml;
    }

    private static YamlNode Node(object value) => value switch
    {
        Array items => new YamlSequenceNode(items.Cast<object>().Select(Node))
        {
            Style = YamlDotNet.Core.Events.SequenceStyle.Flow
        },
        string text => new YamlScalarNode(text)
        {
            Style = ParameterYaml.FromNode(new YamlScalarNode(text), "") is string &&
                text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal)
                ? YamlDotNet.Core.ScalarStyle.Any : YamlDotNet.Core.ScalarStyle.DoubleQuoted,
        },
        // A whole number has to keep its point, or it would be read back as an integer.
        double real => new YamlScalarNode(YamlNumber.Text(real)),
        _ => new YamlScalarNode(ParameterValues.Text(value)),
    };
}
