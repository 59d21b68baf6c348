using System.Globalization;
using Perception.Inference;

namespace Perception.Nodes.Yolox;

/// <summary>Autoware's remap files: one header line, then lines of a label and the number that it becomes.</summary>
internal static class LabelRemap
{
    /// <exception cref="InferenceException">Names file, line and what is allowed.</exception>
    public static IReadOnlyDictionary<string, int> Load(string path)
    {
        try
        {
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the remap file '{path}' cannot be read: {e.Message}");
        }
    }

    private static Dictionary<string, int> Parse(string path, string[] lines)
    {
        var map = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, text) in lines.Index().Skip(1))
        {
            var line = text.Split('#')[0].Trim();
            if (line.Length == 0) continue;
            var parts = line.Split(',', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0 ||
                !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to) ||
                to is < -1 or > 255)
            {
                throw new InferenceException(
                    $"{path} line {index + 1}: '{line}' is not 'label,class' with a class from -1 (none) to 255");
            }

            if (!map.TryAdd(parts[0], to))
                throw new InferenceException($"{path} line {index + 1}: '{parts[0]}' is there twice");
        }

        return map;
    }
}
