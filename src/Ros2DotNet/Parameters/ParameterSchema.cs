using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ros2DotNet;

/// <summary>
/// JSON Schema (draft 7) of a node's parameter file, in the form that Autoware's packages keep in <c>schema/</c>.
/// </summary>
public static class ParameterSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text.</summary>
    public static string Write(string node, IEnumerable<ParameterDefinition> definitions)
    {
        var properties = new JsonObject();
        foreach (var definition in definitions)
        {
            properties[definition.Name] = Property(definition);
        }

        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = $"Parameters for {node}",
            ["type"] = "object",
            ["definitions"] = new JsonObject
            {
                [node] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = properties,
                    ["additionalProperties"] = false
                },
            },
            ["properties"] = new JsonObject
            {
                ["/**"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] =
                        new JsonObject { ["ros__parameters"] = new JsonObject { ["$ref"] = $"#/definitions/{node}" } },
                    ["required"] = new JsonArray("ros__parameters"),
                },
            },
            ["required"] = new JsonArray("/**"),
        }.ToJsonString(Options) + "\n";
    }

    private static JsonObject Property(ParameterDefinition definition)
    {
        var (type, items) = definition.Default switch
        {
            bool => ("boolean", null),
            long => ("integer", null),
            double => ("number", null),
            string => ("string", null),
            bool[] => ("array", "boolean"),
            long[] or byte[] => ("array", "integer"),
            double[] => ("array", "number"),
            _ => ("array", "string"),
        };
        var property = new JsonObject { ["type"] = type };
        if (items is not null)
        {
            property["items"] = new JsonObject { ["type"] = items };
        }

        property["description"] = definition.Descriptor.Description;
        property["default"] = JsonSerializer.SerializeToNode(definition.Default, definition.Default.GetType());
        if (definition.Descriptor.Minimum is { } minimum)
        {
            property["minimum"] = Number(definition.Default, minimum);
        }

        if (definition.Descriptor.Maximum is { } maximum)
        {
            property["maximum"] = Number(definition.Default, maximum);
        }

        if (definition.Descriptor.Allowed is { } allowed)
        {
            property["enum"] = new JsonArray([.. allowed.Select(text => JsonValue.Create(text))]);
        }

        return property;
    }

    private static JsonNode Number(object like, double value) =>
        like is long ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
