using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags;

/// <summary>Parses YAML that may be damaged.</summary>
internal static class YamlText
{
    // Far deeper than any metadata, far less than would exhaust the stack of the parser, which recurses.
    private const int DeepestNesting = 100;

    /// <summary>The root of the first document; null for a text without one.</summary>
    /// <exception cref="BagException">The text is not YAML; names file and line.</exception>
    public static YamlNode? Parse(string text, string file)
    {
        if (IsTooDeep(text))
        {
            throw new BagException($"{file}: its YAML is nested more than {DeepestNesting} deep");
        }

        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
        }
        catch (YamlException e)
        {
            throw new BagException($"{file}:{e.Start.Line}: not YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The parser's own answers to some malformed texts.
            throw new BagException($"{file}: not YAML: {e.Message}", e);
        }
    }

    private static bool IsTooDeep(string text)
    {
        var brackets = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var indicators = 0;
            foreach (var c in line)
            {
                brackets += c is '[' or '{' ? 1 : c is ']' or '}' && brackets > 0 ? -1 : 0;
                indicators += c is '-' or '?' ? 1 : 0;
                if (brackets > DeepestNesting)
                {
                    return true;
                }
            }

            // Sequences within sequences on one line: "- - - a".
            if (indicators > DeepestNesting && line.TrimStart().StartsWith("- -"))
            {
                return true;
            }
        }

        return false;
    }
}
