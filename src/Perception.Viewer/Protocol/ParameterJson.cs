using System.Text.Json;

namespace Perception.Viewer.Protocol;

/// <summary>Values of parameters as the protocol writes them: numbers say by their type that they are real.</summary>
internal static class ParameterJson
{
    public static void Write(Utf8JsonWriter json, string name, object value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        WriteValue(json, value);
        json.WriteEndObject();
    }

    /// <summary>
    /// The value as what the parameter is now, so that 1 can be set where 1.0 is meant; null where it cannot be that.
    /// </summary>
    public static object? Read(JsonElement element, object current) => current switch
    {
        bool => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : null,
        long => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var integer) ? integer : null,
        double => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : null,
        string => element.ValueKind == JsonValueKind.String ? element.GetString() : null,
        byte[] =>
            element.ValueKind == JsonValueKind.String && element.TryGetBytesFromBase64(out var bytes) ? bytes : null,
        bool[] => ReadArray<bool>(element),
        long[] => ReadArray<long>(element),
        double[] => ReadArray<double>(element),
        string[] => ReadArray<string>(element),
        _ => null,
    };

    private static T[]? ReadArray<T>(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array) return null;
        var values = new List<T>();
        foreach (var item in element.EnumerateArray())
        {
            if (Read(item, typeof(T) == typeof(string) ? "" : default(T)!) is not T value) return null;
            values.Add(value);
        }

        return [.. values];
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag: json.WriteBoolean("value", flag); break;
            case long integer: json.WriteNumber("value", integer); break;
            case double real when double.IsFinite(real):
                json.WriteNumber("value", real);
                json.WriteString("type", "float64");
                break;
            case string text: json.WriteString("value", text); break;
            case byte[] bytes:
                json.WriteBase64String("value", bytes);
                json.WriteString("type", "byte_array");
                break;
            case double[] reals when Array.TrueForAll(reals, double.IsFinite):
                WriteArray(json, reals, json.WriteNumberValue);
                json.WriteString("type", "float64_array");
                break;
            case bool[] flags: WriteArray(json, flags, json.WriteBooleanValue); break;
            case long[] integers: WriteArray(json, integers, json.WriteNumberValue); break;
            case string[] texts: WriteArray(json, texts, json.WriteStringValue); break;

                // JSON has neither infinity nor NaN: such a parameter is named without a value.
        }
    }

    private static void WriteArray<T>(Utf8JsonWriter json, T[] values, Action<T> write)
    {
        json.WriteStartArray("value");
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
