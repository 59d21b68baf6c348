using System.Text.RegularExpressions;

namespace Ros2DotNet;

/// <summary>A value for a parameter from outside: from <c>-p</c> or a parameter file.</summary>
/// <param name="NodePattern">Full node name, with <c>*</c> for one part and <c>**</c> for any; a bare name with <c>-p node:name</c>.</param>
/// <param name="Name">The parameter, nested names joined by dots.</param>
/// <param name="Value">bool, long, double, string, or an array of one of these.</param>
/// <param name="Origin">Where it was given, for errors.</param>
internal sealed record ParameterOverride(string NodePattern, string Name, object Value, string Origin)
{
    public static ParameterOverride Parse(string text)
    {
        var at = text.IndexOf(":=", StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new RosArgumentException($"the parameter '{text}' is not of the form name:=value");
        }

        var name = text[..at];
        var node = "/**";
        if (name.IndexOf(':') is var colon and >= 0)
        {
            node = "/**/" + name[..colon];
            name = name[(colon + 1)..];
        }

        return new ParameterOverride(node, name, ParameterYaml.ParseValue(text[(at + 2)..], $"-p {text}"), $"-p {text}");
    }

    public bool AppliesTo(string fullyQualifiedNodeName)
    {
        var pattern = Regex.Escape(NodePattern.StartsWith('/') ? NodePattern : "/" + NodePattern)
            .Replace(@"/\*\*", "(/[^/]+)*").Replace(@"\*", "[^/]+");
        return Regex.IsMatch(fullyQualifiedNodeName, $"^{pattern}$", RegexOptions.CultureInvariant);
    }
}
