using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Ros2DotNet.Generator;

/// <summary>Reads the ROS 2 interface language of <c>.msg</c> files.</summary>
internal static class MessageParser
{
    private static readonly Regex TypePattern = new(
        @"^(?<base>[A-Za-z][A-Za-z0-9_]*(/[A-Za-z][A-Za-z0-9_]*){0,2})(<=(?<bound>\d+))?" +
            @"(?<array>\[(?<limit><=)?(?<length>\d*)\])?$",
        RegexOptions.CultureInvariant);

    private static readonly Regex ConstantPattern = new(
        @"^(?<type>\S+)\s+(?<name>[A-Za-z][A-Za-z0-9_]*)\s*=\s*(?<value>.*)$", RegexOptions.CultureInvariant);

    private static readonly Regex FieldPattern = new(
        @"^(?<type>\S+)\s+(?<name>[a-z][a-z0-9_]*)(\s+(?<default>.+))?$", RegexOptions.CultureInvariant);

    public static MessageSpec Parse(string package, string name, string text)
    {
        var spec = new MessageSpec(package, name);
        ParseLines(spec, text, 0);
        return spec;
    }

    /// <summary>Reads a <c>.srv</c> file: the request, a line of three dashes, the response.</summary>
    public static ServiceSpec ParseService(string package, string name, string text)
    {
        var lines = text.Replace("\r\n", "\n").Split('\n');
        var dashes = lines.Select((line, number) => (line, number)).Where(item => item.line.Trim() == "---").ToList();
        if (dashes.Count != 1)
        {
            throw new MessageSyntaxException(dashes.Count == 0 ? 0 : dashes[1].number,
                $"a service has one line '---' between request and response, and this file has {dashes.Count}");
        }

        var request = new MessageSpec(package, name + "_Request", "srv");
        var response = new MessageSpec(package, name + "_Response", "srv");
        var at = dashes[0].number;
        ParseLines(request, string.Join("\n", lines.Take(at)), 0);
        ParseLines(response, string.Join("\n", lines.Skip(at + 1)), at + 1);
        return new ServiceSpec(package, name, request, response);
    }

    private static void ParseLines(MessageSpec spec, string text, int firstNumber)
    {
        var lines = text.Replace("\r\n", "\n").Split('\n');
        for (var number = 0; number < lines.Length; number++)
        {
            var line = WithoutComment(lines[number]).Trim();
            if (line.Length > 0)
            {
                ParseLine(spec, firstNumber + number, line);
            }
        }
    }

    private static void ParseLine(MessageSpec spec, int number, string line)
    {
        var constant = ConstantPattern.Match(line);
        if (constant.Success && !constant.Groups["type"].Value.Contains("="))
        {
            ParseConstant(spec, number, constant);
            return;
        }

        var field = FieldPattern.Match(line);
        if (!field.Success)
        {
            throw new MessageSyntaxException(number,
                $"'{line}' is neither 'type name [default]' nor 'type NAME=value'");
        }

        var fieldName = field.Groups["name"].Value;
        if (fieldName.Contains("__") || fieldName.EndsWith("_", System.StringComparison.Ordinal))
        {
            throw new MessageSyntaxException(number,
                $"the field '{fieldName}' has two underscores in a row or one at its end");
        }

        foreach (var other in spec.Fields)
        {
            if (ClrNames.Pascal(other.Name) == ClrNames.Pascal(fieldName))
            {
                throw new MessageSyntaxException(number, other.Name == fieldName
                    ? $"the field '{fieldName}' is declared twice"
                    : $"the fields '{other.Name}' and '{fieldName}' would both be called " +
                        $"'{ClrNames.Pascal(fieldName)}' in C#");
            }
        }

        var type = ParseType(spec.Package, number, field.Groups["type"].Value);
        var defaultText = field.Groups["default"].Success ? field.Groups["default"].Value.Trim() : null;
        if (defaultText is not null)
        {
            CheckDefault(number, fieldName, type, defaultText);
        }

        spec.Fields.Add(new FieldSpec(fieldName, type, defaultText, number));
    }

    private static void ParseConstant(MessageSpec spec, int number, Match constant)
    {
        var type = constant.Groups["type"].Value;
        var name = constant.Groups["name"].Value;
        var text = constant.Groups["value"].Value.Trim();
        if (Primitive.Find(type) is null)
        {
            throw new MessageSyntaxException(number, $"the constant '{name}' has the type " +
                $"'{type}'; constants are of primitive types");
        }

        if (ValueLiteral.Of(type, text) is null)
        {
            throw new MessageSyntaxException(number,
                $"the constant '{name}' has the value '{text}', which is not a {type}");
        }

        if (spec.Constants.Exists(other => other.Name == name))
        {
            throw new MessageSyntaxException(number, $"the constant '{name}' is declared twice");
        }

        spec.Constants.Add(new ConstantSpec(name, type, text));
    }

    private static void CheckDefault(int number, string name, FieldType type, string text)
    {
        if (type.IsMessage)
        {
            throw new MessageSyntaxException(number, $"the field '{name}' has a default, which messages cannot have");
        }

        if (type.Shape == FieldShape.Single)
        {
            if (ValueLiteral.Of(type.Name, text) is null)
            {
                throw new MessageSyntaxException(number,
                    $"the field '{name}' has the default '{text}', which is not a {type.Name}");
            }

            return;
        }

        var count = ValueLiteral.ListOf(type.Name, text)?.Count
            ?? throw new MessageSyntaxException(number,
                $"the field '{name}' has the default '{text}', which is not a list of {type.Name}");
        if (type.Shape == FieldShape.FixedArray ? count != type.Capacity : type.Capacity > 0 && count > type.Capacity)
        {
            throw new MessageSyntaxException(number,
                $"the field '{name}' has a default of {count} values, its type allows {type.Capacity}");
        }
    }

    private static FieldType ParseType(string package, int number, string text)
    {
        var match = TypePattern.Match(text);
        if (!match.Success)
        {
            throw new MessageSyntaxException(number, $"'{text}' is not a type of the interface language");
        }

        var name = match.Groups["base"].Value;
        var stringCapacity = match.Groups["bound"].Success ? Capacity(number, text, match.Groups["bound"].Value) : 0;
        if (stringCapacity > 0 && name is not ("string" or "wstring"))
        {
            throw new MessageSyntaxException(number, $"'{text}' bounds a type that is not a string");
        }

        var shape = FieldShape.Single;
        var capacity = 0;
        if (match.Groups["array"].Success)
        {
            var length = match.Groups["length"].Value;
            var bounded = match.Groups["limit"].Success;
            if (bounded && length.Length == 0)
            {
                throw new MessageSyntaxException(number, $"'{text}' has a bound without a number");
            }

            capacity = length.Length == 0 ? 0 : Capacity(number, text, length);
            shape = bounded ? FieldShape.BoundedSequence : capacity > 0 ? FieldShape.FixedArray : FieldShape.Sequence;
        }

        return new FieldType(Resolve(package, number, name), shape, capacity, stringCapacity);
    }

    private static int Capacity(int number, string type, string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var capacity) && capacity > 0
            ? capacity
            : throw new MessageSyntaxException(number,
                $"'{type}' has the size {digits}; sizes are from 1 to {int.MaxValue}");

    private static string Resolve(string package, int number, string name)
    {
        if (Primitive.Find(name) is not null)
        {
            return name;
        }

        var parts = name.Split('/');
        return parts.Length switch
        {
            1 when name == "Header" => "std_msgs/msg/Header",
            1 => $"{package}/msg/{name}",
            2 => $"{parts[0]}/msg/{parts[1]}",
            _ when parts[1] == "msg" => name,
            _ => throw new MessageSyntaxException(number, $"'{name}' is not of the form pkg/msg/Type"),
        };
    }

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            if (quote != '\0')
            {
                quote = line[i] == quote && line[i - 1] != '\\' ? '\0' : quote;
            }
            else if (line[i] is '"' or '\'')
            {
                quote = line[i];
            }
            else if (line[i] == '#')
            {
                return line.Substring(0, i);
            }
        }

        return line;
    }
}
