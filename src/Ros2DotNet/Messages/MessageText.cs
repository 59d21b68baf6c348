using System.Globalization;
using System.Text;

namespace Ros2DotNet;

/// <summary>
/// Writes a message as the YAML that <c>ros2 topic echo</c> prints; long arrays are cut after
/// <see cref="MaximumElements"/>.
/// </summary>
public sealed class MessageText
{
    /// <summary>Elements of an array or sequence of primitives that are written.</summary>
    public const int MaximumElements = 128;

    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _atListItem;

    internal static string Format(Action<MessageText> write)
    {
        var text = new MessageText();
        write(text);
        return text._text.ToString();
    }

    internal void Message(string name, Action<MessageText> write)
    {
        Key(name).Append('\n');
        _depth++;
        write(this);
        _depth--;
    }

    internal void Value<T>(string name, T value)
    {
        Key(name).Append(' ');
        Scalar(value);
        _text.Append('\n');
    }

    internal void Values<T>(string name, ReadOnlySpan<T> values)
    {
        if (values.IsEmpty)
        {
            Key(name).Append(" []\n");
            return;
        }

        Key(name).Append('\n');
        for (var i = 0; i < Math.Min(values.Length, MaximumElements); i++)
        {
            Indent().Append("- ");
            Scalar(values[i]);
            _text.Append('\n');
        }

        if (values.Length > MaximumElements)
        {
            Indent().Append("- '...'\n");
        }
    }

    internal void Messages<T>(string name, ReadOnlySpan<T> items, Action<T, MessageText> write)
    {
        if (items.IsEmpty)
        {
            Key(name).Append(" []\n");
            return;
        }

        Key(name).Append('\n');
        foreach (var item in items)
        {
            Indent().Append("- ");
            _atListItem = true;
            _depth++;
            write(item, this);
            _depth--;
            if (_atListItem)
            {
                // A message without fields wrote nothing behind its dash.
                _text.Append("{}\n");
                _atListItem = false;
            }
        }
    }

    private StringBuilder Key(string name)
    {
        if (_atListItem)
        {
            // The first field of a list item stands behind its dash.
            _atListItem = false;
        }
        else
        {
            Indent();
        }

        return _text.Append(name).Append(':');
    }

    private StringBuilder Indent() => _text.Append(' ', 2 * _depth);

    private void Scalar<T>(T value) => _text.Append(value switch
    {
        string text => Quoted(text),
        bool flag => flag ? "true" : "false",
        float number => YamlNumber.Text(number),
        double number => YamlNumber.Text(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    });

    private static string Quoted(string text)
    {
        var plain = text.Length > 0 && char.IsLetter(text[0])
            && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '/' or '.' or '-' or ' ') && text[^1] != ' '
            && text.ToLowerInvariant()
                is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        if (plain)
        {
            return text;
        }

        // Only double quotes can hold control characters, which must not reach a terminal as they are.
        return text.Any(char.IsControl)
            ? "\"" + string.Concat(text.Select(Escaped)) + "\""
            : "'" + text.Replace("'", "''") + "'";
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\t' => "\\t",
        _ when char.IsControl(c) => $"\\x{(int)c:x2}",
        _ => c.ToString(),
    };
}
