using System.Globalization;
using System.Text.RegularExpressions;

namespace Perception.Inference;

/// <summary>The colour in which a class is drawn, sRGB; written as <c>#rrggbb</c>.</summary>
public readonly partial record struct ClassColour(byte Red, byte Green, byte Blue)
{
    /// <summary>Reads <c>#rrggbb</c>; null for anything else.</summary>
    public static ClassColour? Parse(string text)
    {
        if (!Form().IsMatch(text))
        {
            return null;
        }

        var value = int.Parse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new ClassColour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Form();
}
