using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Evaluation.Frames;

/// <summary>Boxes as four numbers.</summary>
internal sealed class BoxConverter : JsonConverter<Box>
{
    public override Box Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<double> edges = stackalloc double[4];
        for (var i = 0; i < 4; i++)
        {
            reader.Read();
            edges[i] = reader.GetDouble();
        }

        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? new Box(edges[0], edges[1], edges[2], edges[3])
            : throw new JsonException("a box has four numbers");
    }

    public override void Write(Utf8JsonWriter writer, Box value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X1);
        writer.WriteNumberValue(value.Y1);
        writer.WriteNumberValue(value.X2);
        writer.WriteNumberValue(value.Y2);
        writer.WriteEndArray();
    }
}
