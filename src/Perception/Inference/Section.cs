using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Perception.Inference;

/// <summary>A mapping in a YAML file, read with errors that name file, line, key and what is allowed.</summary>
internal sealed class Section(string file, string path, YamlMappingNode node)
{
    public string File { get; } = file;

    /// <summary>How an enum's value is spelt in a file: <c>TopLeft</c> as <c>top-left</c>.</summary>
    public static string Spelling<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((c, i) =>
        i > 0 && char.IsUpper(c) && !char.IsUpper(value.ToString()[i - 1]) &&
            typeof(T).Name.EndsWith("Anchor", StringComparison.Ordinal)
            ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Refuses every other key.</summary>
    public void Allow(params string[] keys)
    {
        foreach (var key in node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!keys.Contains(name))
            {
                throw new InferenceException(
                    $"{File} line {key.Start.Line}: '{path}{name}' is not a key of a manifest; the nearest one is " +
                    $"'{path}{keys.MinBy(allowed => EditDistance(allowed, name))}', and allowed are " +
                    $"{string.Join(", ", keys)}");
            }
        }
    }

    public bool Has(string key) => node.Children.ContainsKey(key);

    public string? OptionalText(string key) =>
        !Has(key) ? null : node[key] is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(key, "a single value");

    public string Text(string key) => OptionalText(key) ?? throw Wrong(key, "a single value");

    public Section Child(string key) => Has(key) && node[key] is YamlMappingNode child
        ? new Section(File, $"{path}{key}.", child)
        : throw Wrong(key, "a mapping");

    public IEnumerable<Section> Children(string key) =>
        Has(key) && node[key] is YamlSequenceNode items && items.All(item => item is YamlMappingNode)
        ? items.Select((item, i) => new Section(File, $"{path}{key}[{i}].", (YamlMappingNode)item))
        : throw Wrong(key, "a list of mappings");

    public IReadOnlyList<string> Texts(string key) =>
        Has(key) && node[key] is YamlSequenceNode items && items.All(item => item is YamlScalarNode)
        ? [.. items.Select(item => ((YamlScalarNode)item).Value ?? "")]
        : throw Wrong(key, "a list of values");

    /// <summary>All keys with their values; empty where the section's <paramref name="key"/> is not there.</summary>
    public IReadOnlyDictionary<string, string> OptionalMap(string key, params string[] allowed)
    {
        if (!Has(key))
        {
            return new Dictionary<string, string>();
        }

        var child = Child(key);
        child.Allow(allowed);
        return allowed.Where(child.Has).ToDictionary(name => name, child.Text);
    }

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

        throw Wrong(key, string.Join(", ", Enum.GetValues<T>().Select(Spelling)));
    }

    public int Integer(string key, int standard, int minimum, int maximum) => OptionalText(key) is { } text
        ? IntegerOf(text, minimum, maximum) ?? throw Wrong(key, $"a whole number from {minimum} to {maximum}")
        : standard;

    /// <summary>A list of whole numbers; of any length where <paramref name="count"/> is 0, but never empty.</summary>
    public int[] Integers(string key, int count, int minimum, int maximum)
    {
        var numbers = Texts(key).Select(text => IntegerOf(text, minimum, maximum)).ToArray();
        return numbers.Length > 0 && (count == 0 || numbers.Length == count) &&
            numbers.All(number => number is not null)
            ? [.. numbers.Select(number => number!.Value)]
            : throw Wrong(key, $"a list of {(count > 0 ? $"{count} " : "")}whole numbers from {minimum} to {maximum}");
    }

    /// <summary>A finite number; null where the key is not there.</summary>
    public float? OptionalNumber(string key) => OptionalText(key) is not { } text ? null
        : NumberOf(text) is var number && float.IsFinite(number) ? number : throw Wrong(key, "a number");

    /// <summary>A list of finite numbers that is not empty.</summary>
    public float[] Numbers(string key)
    {
        var numbers = Texts(key).Select(NumberOf).ToArray();
        return numbers.Length > 0 && numbers.All(float.IsFinite) ? numbers : throw Wrong(key, "a list of numbers");
    }

    /// <summary>Three finite numbers.</summary>
    public (float First, float Second, float Third) Triple(
        string key, (float First, float Second, float Third) standard)
    {
        if (!Has(key))
        {
            return standard;
        }

        var numbers = Texts(key).Select(NumberOf).ToArray();
        return numbers.Length == 3 && numbers.All(float.IsFinite)
            ? (numbers[0], numbers[1], numbers[2])
            : throw Wrong(key, "a list of 3 numbers");
    }

    /// <summary>An error about a key that is missing or has a value that is not allowed.</summary>
    public InferenceException Wrong(string key, string allowed) => Has(key)
        ? new InferenceException(
            $"{File} line {node[key].Start.Line}: '{path}{key}' is {Written(node[key])}; allowed is {allowed}")
        : new InferenceException($"{File} line {node.Start.Line}: '{path}{key}' is missing; it is {allowed}");

    private static float NumberOf(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : float.NaN;

    private static int? IntegerOf(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) &&
            number >= minimum && number <= maximum ? number : null;

    private static string Written(YamlNode value) => value switch
    {
        YamlScalarNode scalar => $"'{scalar.Value}'",
        YamlSequenceNode items when items.All(item => item is YamlScalarNode) => $"[{string.Join(", ", items)}]",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };

    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) =
                    (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
