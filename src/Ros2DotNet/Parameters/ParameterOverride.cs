using System.Text.RegularExpressions;

namespace Ros2DotNet;

/// <summary>A value for a parameter from outside: from <c>-p</c> or a parameter file.</summary>
/// <param name="NodePattern">Full node name, with <c>*</c> for one part and <c>**</c> for any; a bare name with <c>-p
/// node:name</c>.</param>
/// <param name="Name">The parameter, nested names joined by dots.</param>
/// <param name="Value">bool, long, double, string, or an array of one of these.</param>
/// <param name="Origin">Where it was given, for errors.</param>
internal sealed record ParameterOverride(string NodePattern, string Name, object Value, string Origin)
{
    /// <summary>A scalar as it was written, which is what a text parameter wants: <c>007</c> is not <c>7</c>.</summary>
    public string? Written { get; init; }

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

        var origin = $"-p {text}";
        var value = ParameterYaml.Parse(text[(at + 2)..], origin);
        return new ParameterOverride(node, name, ParameterYaml.FromNode(value, origin), origin)
        {
            Written = ParameterYaml.Written(value)
        };
    }

    public bool AppliesTo(string fullyQualifiedNodeName)
    {
        var pattern = Regex.Escape(NodePattern.StartsWith('/') ? NodePattern : "/" + NodePattern)
            .Replace(@"/\*\*", "(/[^/]+)*").Replace(@"\*", "[^/]+");
        return Regex.IsMatch(fullyQualifiedNodeName, $"^{pattern}$", RegexOptions.CultureInvariant);
    }
}
