using System.Text.Json.Serialization;

namespace Perception.Evaluation.Frames;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FrameRecord))]
internal sealed partial class FrameRecordJson : JsonSerializerContext;
