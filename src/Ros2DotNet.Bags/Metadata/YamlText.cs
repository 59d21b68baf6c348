using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags;

/// <summary>Parses YAML that may be damaged, and writes it.</summary>
internal static class YamlText
{
    // Far deeper than any metadata, far less than would exhaust the stack of the parser, which recurses.
    private const int DeepestNesting = 100;

    // Every level of a block costs a column at the start of its line: a space, or the mark of a nested item.
    private const int WidestStart = 400;

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
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The parser's own answers to some malformed texts.
            throw new BagException($"{file}: not YAML: {e.Message}", e);
        }
    }

    /// <summary>A node as YAML, without the mark at the end of a document.</summary>
    public static string Of(YamlNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        var yaml = text.ToString().TrimEnd('\n');
        return yaml.EndsWith("\n...", StringComparison.Ordinal) ? yaml[..^4] : yaml;
    }

    private static bool IsTooDeep(string text)
    {
        var brackets = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            foreach (var c in line)
            {
                brackets += c is '[' or '{' ? 1 : c is ']' or '}' && brackets > 0 ? -1 : 0;
                if (brackets > DeepestNesting)
                {
                    return true;
                }
            }

            if (line.Length - line.TrimStart(" -?:").Length > WidestStart)
            {
                return true;
            }
        }

        return false;
    }
}
