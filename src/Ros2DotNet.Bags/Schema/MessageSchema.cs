using System.Globalization;
using System.Text.RegularExpressions;

namespace Ros2DotNet.Bags;

/// <summary>A message type from the <c>ros2msg</c> text that bags carry: enough to read its messages.</summary>
public sealed partial class MessageSchema
{
    private const int DeepestNesting = 64;
    private readonly Dictionary<string, SchemaField[]> _types = [];
    private readonly string _typeName;

    private MessageSchema(string typeName) => _typeName = typeName;

    /// <summary>
    /// Reads the text: the type itself, then each type it refers to behind a line of <c>=</c> and <c>MSG: pkg/Type</c>.
    /// </summary>
    /// <exception cref="BagException">The text is not a definition, or lacks a type.</exception>
    public static MessageSchema Parse(string typeName, string text)
    {
        var schema = new MessageSchema(BagTopic.NormalizeType(typeName));
        var current = schema._typeName;
        var fields = new List<SchemaField>();
        foreach (var raw in text.Split('\n'))
        {
            var line = WithoutComment(raw).Trim();
            if (line.Length >= 8 && line.AsSpan().IndexOfAnyExcept('=') < 0)
            {
                schema._types[current] = [.. fields];
                (current, fields) = ("", []);
            }
            else if (current.Length == 0 && line.StartsWith("MSG:", StringComparison.Ordinal))
            {
                current = BagTopic.NormalizeType(line[4..].Trim());
            }
            else if (line.Length > 0 && ParseField(current, line) is { } field)
            {
                fields.Add(field);
            }
        }

        schema._types[current] = [.. fields];
        schema.CheckComplete();
        return schema;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="CdrException">The bytes are not a message of this type.</exception>
    public DynamicMessage Decode(ReadOnlySpan<byte> cdr)
    {
        var reader = new CdrReader(cdr, _typeName);
        try
        {
            return ReadMessage(ref reader, _typeName, 0);
        }
        catch (OverflowException)
        {
            throw new CdrException($"{_typeName}: field '{reader.Field}' has more elements than any message holds");
        }
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z][\w/]*)(<=\d+)?(?<array>\[(<=)?(?<length>\d*)\])?" +
        @"\s+(?<name>[A-Za-z]\w*)\s*(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldPattern { get; }

    private static SchemaField? ParseField(string owner, string line)
    {
        var match = FieldPattern.Match(line);
        if (!match.Success)
        {
            throw new BagException($"the definition of {owner}: '{line}' is neither a field nor a constant");
        }

        if (match.Groups["rest"].Value.StartsWith('='))
        {
            return null;
        }

        var isArray = match.Groups["array"].Success;
        var bounded = match.Groups["array"].Value.StartsWith("[<=", StringComparison.Ordinal);
        var length = 0;
        if (isArray && !bounded && match.Groups["length"].Length > 0 &&
            !int.TryParse(match.Groups["length"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture,
                out length))
        {
            throw new BagException($"the definition of {owner}: '{line}' has an impossible length");
        }

        return new SchemaField(match.Groups["name"].Value, Resolve(owner, match.Groups["type"].Value), isArray, length);
    }

    private static string Resolve(string owner, string type) =>
        IsPrimitive(type) ? type
        : type == "Header" ? "std_msgs/msg/Header"
        : type is "time" or "duration" ? throw new BagException(
            $"the definition of {owner}: '{type}' is a type of ROS 1")
        : type.Contains('/') ? BagTopic.NormalizeType(type)
        : $"{owner.Split('/')[0]}/msg/{type}";

    private static bool IsPrimitive(string type) =>
        type is "bool" or "byte" or "char" or "int8" or "uint8" or "int16" or "uint16"
        or "int32" or "uint32" or "int64" or "uint64" or "float32" or "float64" or "string" or "wstring";

    // A '#' within quotes belongs to a default value.
    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            if (quote != '\0')
            {
                quote = line[i] == quote ? '\0' : quote;
            }
            else if (line[i] is '\'' or '"')
            {
                quote = line[i];
            }
            else if (line[i] == '#')
            {
                return line[..i];
            }
        }

        return quote == '\0' ? line : line.Split('#')[0];
    }

    private void CheckComplete()
    {
        foreach (var (owner, fields) in _types)
        {
            var missing = fields.FirstOrDefault(field => !IsPrimitive(field.Type) && !_types.ContainsKey(field.Type));
            if (missing is { } field)
            {
                throw new BagException(
                    $"the definition of {_typeName} lacks {field.Type}, which {owner} has as '{field.Name}'");
            }
        }
    }

    private DynamicMessage ReadMessage(ref CdrReader reader, string type, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new CdrException($"{_typeName}: its types contain each other");
        }

        var fields = _types[type];
        if (fields.Length == 0)
        {
            // IDL has no empty structures: an octet stands for one.
            reader.Read<byte>();
        }

        var values = new object[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            reader.Field = fields[i].Name;
            values[i] = fields[i].IsArray
                ? ReadArray(ref reader, fields[i], depth)
                : ReadSingle(ref reader, fields[i].Type, depth);
        }

        return new DynamicMessage(fields, values);
    }

    private object ReadSingle(ref CdrReader reader, string type, int depth) => type switch
    {
        "bool" => reader.ReadBool(),
        "byte" or "char" or "uint8" => reader.Read<byte>(),
        "int8" => reader.Read<sbyte>(),
        "int16" => reader.Read<short>(),
        "uint16" => reader.Read<ushort>(),
        "int32" => reader.Read<int>(),
        "uint32" => reader.Read<uint>(),
        "int64" => reader.Read<long>(),
        "uint64" => reader.Read<ulong>(),
        "float32" => reader.Read<float>(),
        "float64" => reader.Read<double>(),
        "string" => reader.ReadString(""),
        "wstring" => reader.ReadWideString(""),
        _ => ReadMessage(ref reader, type, depth + 1),
    };

    private object ReadArray(ref CdrReader reader, SchemaField field, int depth) => field.Type switch
    {
        "bool" => ReadBools(ref reader, field),
        "byte" or "char" or "uint8" => ReadNumbers<byte>(ref reader, field),
        "int8" => ReadNumbers<sbyte>(ref reader, field),
        "int16" => ReadNumbers<short>(ref reader, field),
        "uint16" => ReadNumbers<ushort>(ref reader, field),
        "int32" => ReadNumbers<int>(ref reader, field),
        "uint32" => ReadNumbers<uint>(ref reader, field),
        "int64" => ReadNumbers<long>(ref reader, field),
        "uint64" => ReadNumbers<ulong>(ref reader, field),
        "float32" => ReadNumbers<float>(ref reader, field),
        "float64" => ReadNumbers<double>(ref reader, field),
        "string" or "wstring" => ReadStrings(ref reader, field),
        _ => ReadMessages(ref reader, field, depth),
    };

    private static int Count(ref CdrReader reader, SchemaField field, int minimumSize) =>
        field.FixedLength > 0 ? field.FixedLength : reader.ReadCount(minimumSize);

    private static unsafe T[] ReadNumbers<T>(ref CdrReader reader, SchemaField field) where T : unmanaged =>
        reader.ReadSpan<T>(Count(ref reader, field, sizeof(T))).ToArray();

    private static bool[] ReadBools(ref CdrReader reader, SchemaField field) =>
        Array.ConvertAll(ReadNumbers<byte>(ref reader, field), static octet => octet != 0);

    private static string[] ReadStrings(ref CdrReader reader, SchemaField field)
    {
        var strings = new List<string>();
        for (var left = Count(ref reader, field, 1); left > 0; left--)
        {
            strings.Add(field.Type == "string" ? reader.ReadString("") : reader.ReadWideString(""));
        }

        return [.. strings];
    }

    private DynamicMessage[] ReadMessages(ref CdrReader reader, SchemaField field, int depth)
    {
        var messages = new List<DynamicMessage>();
        for (var left = Count(ref reader, field, 1); left > 0; left--)
        {
            messages.Add(ReadMessage(ref reader, field.Type, depth + 1));
        }

        return [.. messages];
    }
}
