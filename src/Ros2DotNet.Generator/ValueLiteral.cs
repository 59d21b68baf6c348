using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Ros2DotNet.Generator;

/// <summary>C# literals of the values that constants and defaults have in <c>.msg</c> files.</summary>
internal static class ValueLiteral
{
    /// <summary>
    /// The literal of <paramref name="text"/> as a <paramref name="typeName"/>; null where it is no such value.
    /// </summary>
    public static string? Of(string typeName, string text) => typeName switch
    {
        "string" or "wstring" => Quote(Unquote(text)),
        "bool" => text.ToLowerInvariant() switch { "true" or "1" => "true", "false" or "0" => "false", _ => null },
        "float32" => Real(text, "float", "f"),
        "float64" => Real(text, "double", "d"),
        _ => Integer(typeName, text),
    };

    /// <summary>The literals of <c>[a, b, c]</c>; null where it is not a list of such values.</summary>
    public static IReadOnlyList<string>? ListOf(string typeName, string text)
    {
        if (text.Length < 2 || text[0] != '[' || text[text.Length - 1] != ']')
        {
            return null;
        }

        var literals = new List<string>();
        foreach (var item in Items(text.Substring(1, text.Length - 2)))
        {
            if (Of(typeName, item) is not { } literal)
            {
                return null;
            }

            literals.Add(literal);
        }

        return literals;
    }

    /// <summary>A C# string literal.</summary>
    public static string Quote(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '\\' => "\\\\",
        '"' => "\\\"",
        '\n' => "\\n",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";

    private static string? Real(string text, string clrName, string suffix)
    {
        switch (text.ToLowerInvariant())
        {
            case "nan":
                return clrName + ".NaN";
            case "inf" or "+inf":
                return clrName + ".PositiveInfinity";
            case "-inf":
                return clrName + ".NegativeInfinity";
        }

        // The compiler refuses literals that overflow, and a decimal point needs a digit behind it.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (suffix == "d" ? !double.IsInfinity(value) : System.Math.Abs(value) <= float.MaxValue)
            ? value.ToString("R", CultureInfo.InvariantCulture) + suffix
            : null;
    }

    private static string? Integer(string typeName, string text)
    {
        var hexadecimal = text.StartsWith("0x", System.StringComparison.OrdinalIgnoreCase);
        // The zero in front keeps a leading 8..f from being read as a sign.
        var parsed = hexadecimal
            ? BigInteger.TryParse("0" +
                text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        var bits = 8 * Primitive.Find(typeName)!.Size;
        var signed = typeName is "int8" or "int16" or "int32" or "int64";
        var minimum = signed ? -BigInteger.Pow(2, bits - 1) : BigInteger.Zero;
        var maximum = BigInteger.Pow(2, signed ? bits - 1 : bits) - 1;
        return parsed && value >= minimum && value <= maximum ? value.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] is not ('"' or '\'') || text[text.Length - 1] != text[0])
        {
            return text;
        }

        return text.Substring(1, text.Length - 2).Replace("\\" + text[0], text[0].ToString());
    }

    private static IEnumerable<string> Items(string list)
    {
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < list.Length; i++)
        {
            if (quote != '\0')
            {
                quote = list[i] == quote && list[i - 1] != '\\' ? '\0' : quote;
            }
            else if (list[i] is '"' or '\'')
            {
                quote = list[i];
            }
            else if (list[i] == ',')
            {
                yield return list.Substring(start, i - start).Trim();
                start = i + 1;
            }
        }

        if (list.Substring(start).Trim() is { Length: > 0 } last)
        {
            yield return last;
        }
    }
}
