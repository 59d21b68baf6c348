using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Perception.Inference;

/// <summary>A mapping in a YAML file, read with errors that name file, line, key and what is allowed.</summary>
internal sealed class Section(string file, string path, YamlMappingNode node)
{
    public string File { get; } = file;

    /// <summary>How an enum's value is spelt in a file: <c>TopLeft</c> as <c>top-left</c>.</summary>
    public static string Spelling<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((c, i) =>
        i > 0 && char.IsUpper(c) && !char.IsUpper(value.ToString()[i - 1]) && typeof(T).Name.EndsWith("Anchor", StringComparison.Ordinal)
            ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    public void Allow(params string[] keys)
    {
        foreach (var key in node.Children.Keys)
        {
            var name = ((YamlScalarNode)key).Value;
            if (!keys.Contains(name))
            {
                throw new InferenceException($"{File} line {key.Start.Line}: '{path}{name}' is not a key of a manifest; allowed are {string.Join(", ", keys)}");
            }
        }
    }

    public bool Has(string key) => node.Children.ContainsKey(key);

    public string? OptionalText(string key) => Has(key) ? Scalar(key) : null;

    public string Text(string key) => OptionalText(key) ?? throw Missing(key);

    public Section Child(string key) => Has(key) && node[key] is YamlMappingNode child
        ? new Section(File, $"{path}{key}.", child)
        : throw Missing(key);

    public IEnumerable<Section> Children(string key) => Has(key) && node[key] is YamlSequenceNode items && items.All(item => item is YamlMappingNode)
        ? items.Select((item, i) => new Section(File, $"{path}{key}[{i}].", (YamlMappingNode)item))
        : throw Missing(key);

    public IReadOnlyList<string> Texts(string key) => Has(key) && node[key] is YamlSequenceNode items && items.All(item => item is YamlScalarNode)
        ? [.. items.Select(item => ((YamlScalarNode)item).Value ?? "")]
        : throw Missing(key);

    public T Choice<T>(string key, T standard) where T : struct, Enum
    {
        if (OptionalText(key) is not { } text)
        {
            return standard;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Spelling(value).Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new InferenceException($"{Place(key)} is '{text}'; allowed are {string.Join(", ", Enum.GetValues<T>().Select(Spelling))}");
    }

    public double Number(string key, double standard, double minimum, double maximum)
    {
        if (OptionalText(key) is not { } text)
        {
            return standard;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw new InferenceException($"{Place(key)} is '{text}'; allowed is a number from {minimum} to {maximum}");
    }

    public double[] Numbers(string key, int count = 0, double[]? standard = null)
    {
        if (!Has(key) && standard is not null)
        {
            return standard;
        }

        var texts = Texts(key);
        var numbers = texts.Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return numbers.Any(double.IsNaN) || (count > 0 && numbers.Length != count)
            ? throw new InferenceException($"{Place(key)} is [{string.Join(", ", texts)}]; allowed is a list of {(count > 0 ? $"{count} " : "")}numbers")
            : numbers;
    }

    private string Scalar(string key) => node[key] is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw new InferenceException($"{Place(key)} is not a single value");

    private string Place(string key) => $"{File} line {node[key].Start.Line}: '{path}{key}'";

    private InferenceException Missing(string key) => new($"{File} line {node.Start.Line}: '{path}{key}' is missing or of the wrong form");
}
