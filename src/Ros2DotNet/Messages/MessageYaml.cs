using System.Collections;
using System.Globalization;
using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet;

/// <summary>
/// Fills messages from YAML such as <c>{header: {frame_id: map}, pose: {position: {x: 1.0}}}</c>, for tools. It reads
/// the fields by reflection and is not meant for traffic.
/// </summary>
public static class MessageYaml
{
    /// <summary>Sets the fields that the YAML names; all others stay as they are.</summary>
    /// <exception cref="RosArgumentException">It is not YAML, or a field does not exist or cannot hold its value; says
    /// which.</exception>
    public static void Fill(object message, string yaml)
    {
        YamlNode root;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            root = stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode;
        }
        catch (YamlException e)
        {
            throw new RosArgumentException(
                $"'{yaml}' is not YAML at line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }

        if (root is not YamlScalarNode { Value: "" })
        {
            FillFields(message, root, "");
        }
    }

    private static void FillFields(object message, YamlNode node, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw new RosArgumentException($"{Where(path)} is a message and wants fields in braces, such as " +
                $"{{{string.Join(": 0, ", Fields(message.GetType()).Keys.Take(2))}: 0}}");
        }

        var fields = Fields(message.GetType());
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!fields.TryGetValue(name, out var property))
            {
                throw new RosArgumentException(
                    $"{Where(path)} has no field '{name}'; it has {string.Join(", ", fields.Keys)}");
            }

            FillField(message, property, value, path.Length == 0 ? name : $"{path}.{name}");
        }
    }

    private static void FillField(object message, PropertyInfo property, YamlNode value, string path)
    {
        var type = property.PropertyType;
        if (type.IsArray)
        {
            var array = (Array)property.GetValue(message)!;
            var items = Items(value, path);
            if (items.Count != array.Length)
            {
                throw new RosArgumentException($"'{path}' has {array.Length} elements, but {items.Count} are given");
            }

            for (var i = 0; i < items.Count; i++)
            {
                array.SetValue(Element(array.GetValue(i), type.GetElementType()!, items[i], $"{path}[{i}]"), i);
            }
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sequence<>))
        {
            var items = Items(value, path);
            var sequence =
                (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GenericTypeArguments[0]))!;
            for (var i = 0; i < items.Count; i++)
            {
                sequence.Add(Element(null, type.GenericTypeArguments[0], items[i], $"{path}[{i}]"));
            }

            var target = property.GetValue(message)!;
            type.GetMethod("Clear")!.Invoke(target, null);
            var add = type.GetMethod("Add", [type.GenericTypeArguments[0]])!;
            foreach (var item in sequence)
            {
                add.Invoke(target, [item]);
            }
        }
        else if (property.CanWrite && (type.IsPrimitive || type == typeof(string)))
        {
            property.SetValue(message, Scalar(type, value, path));
        }
        else
        {
            FillFields(property.GetValue(message)!, value, path);
        }
    }

    private static object Element(object? existing, Type type, YamlNode node, string path)
    {
        if (type.IsPrimitive || type == typeof(string))
        {
            return Scalar(type, node, path);
        }

        var element = existing ?? Activator.CreateInstance(type)!;
        FillFields(element, node, path);
        return element;
    }

    private static object Scalar(Type type, YamlNode node, string path)
    {
        if (node is not YamlScalarNode { Value: { } text })
        {
            throw new RosArgumentException($"'{path}' wants one value");
        }

        try
        {
            return type == typeof(string) ? text
                : type == typeof(bool)
                    ? ParameterYaml.ParseValue(text, path) is bool truth ? truth
                    : throw new FormatException()
                : type == typeof(double) || type == typeof(float)
                    ? Convert.ChangeType(ParameterYaml.ParseValue(text, path), type, CultureInfo.InvariantCulture)
                    : Convert.ChangeType(decimal.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture), type,
                        CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new RosArgumentException($"'{path}' is {Kind(type)} and cannot be '{text}'");
        }
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "a bool" : type == typeof(double) || type == typeof(float) ? "a number"
        : $"a whole number from {type.GetField("MinValue")!.GetValue(null)} to " +
            $"{type.GetField("MaxValue")!.GetValue(null)}";

    private static IList<YamlNode> Items(YamlNode node, string path) =>
        node is YamlSequenceNode sequence ? sequence.Children
        : throw new RosArgumentException($"'{path}' wants a list in brackets");

    private static string Where(string path) => path.Length == 0 ? "the message" : $"'{path}'";

    // The generator names a field in PascalCase, with "Value" behind it where that name is taken.
    private static SortedDictionary<string, PropertyInfo> Fields(Type type)
    {
        var fields = new SortedDictionary<string, PropertyInfo>(StringComparer.Ordinal);
        foreach (var name in FieldNames(type))
        {
            var pascal = string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
            fields[name] = type.GetProperty(pascal) ?? type.GetProperty(pascal + "Value")!;
        }

        return fields;
    }

    private static IEnumerable<string> FieldNames(Type type)
    {
        var definition =
            (string)type.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return definition.Split("\n=", 2)[0].Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1]).Where(name => !name.Contains('=', StringComparison.Ordinal));
    }
}
