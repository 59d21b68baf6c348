using System.Text.Json.Serialization;

namespace Perception.Cli.Output;

/// <summary>One detection as <c>perception detect --json</c> writes it; corners in pixels of the image.</summary>
internal sealed record DetectionRecord(
    string Image, string Label, int ClassId, float Score, float X1, float Y1, float X2, float Y2);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(List<DetectionRecord>))]
internal sealed partial class DetectionJson : JsonSerializerContext;
