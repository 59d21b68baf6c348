using System.Text.Json.Serialization;

namespace Perception.Evaluation.Frames;

/// <summary>An object that was found in a picture.</summary>
public sealed record FoundObject
{
    /// <summary>Name of its class, as the dataset spells it.</summary>
    public required string Class { get; init; }

    public required Box Box { get; init; }

    /// <summary>How certain it is, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required float Score { get; init; }

    /// <summary>Where it was located, in metres in the optical frame; null where it was not.</summary>
    public IReadOnlyList<double>? CentreInCamera { get; init; }

    /// <summary>Heading over the ground in radians, front and back alike; null where it is not known.</summary>
    public double? YawRadians { get; init; }
}
