using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet;

/// <summary>
/// Types YAML values as ROS 2 does: <c>1</c> is an integer, <c>1.0</c> a double, quoted text a string.
/// </summary>
internal static class ParameterYaml
{
    public static object ParseValue(string text, string origin) => FromNode(Parse(text, origin), origin);

    /// <summary>The text of a scalar before it got a type; null for a list.</summary>
    public static string? Written(YamlNode node) => (node as YamlScalarNode)?.Value;

    public static YamlNode Parse(string text, string origin)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? new YamlScalarNode("") : yaml.Documents[0].RootNode;
        }
        catch (YamlException)
        {
            throw new RosArgumentException($"the value of '{origin}' is not YAML");
        }
    }

    public static object FromNode(YamlNode node, string origin) => node switch
    {
        YamlScalarNode scalar => Scalar(scalar),
        YamlSequenceNode sequence =>
            Array(sequence.Children.Select(child => FromNode(child, origin)).ToArray(), origin),
        _ => throw new RosArgumentException($"the value at {origin} is neither a scalar nor a list"),
    };

    private static object Scalar(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        if (node.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
        {
            return text;
        }

        return text switch
        {
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) =>
                integer,
            _ when text.StartsWith("0x", StringComparison.Ordinal) &&
                long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture,
                    out var hexadecimal) => hexadecimal,
            // .NET would read the bare words nan and infinity as numbers; to YAML they are texts.
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) &&
                double.IsFinite(real) => real,
            _ => text,
        };
    }

    private static object Array(object[] items, string origin)
    {
        return items switch
        {
            [] => System.Array.Empty<string>(),
            _ when items.All(item => item is bool) => items.Cast<bool>().ToArray(),
            _ when items.All(item => item is long) => items.Cast<long>().ToArray(),
            _ when items.All(item => item is double or long) =>
                items.Select(item => Convert.ToDouble(item, CultureInfo.InvariantCulture)).ToArray(),
            _ when items.All(item => item is string) => items.Cast<string>().ToArray(),
            _ => throw new RosArgumentException($"the list at {origin} mixes types; all elements must be of one"),
        };
    }
}
