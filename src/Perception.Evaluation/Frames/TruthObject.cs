using System.Text.Json.Serialization;

namespace Perception.Evaluation.Frames;

/// <summary>An object that is in a picture, with as much as its dataset knows of it.</summary>
public sealed record TruthObject
{
    /// <summary>Name of its class; <see cref="AnyClass"/> for a region in which nothing is judged.</summary>
    public required string Class { get; init; }

    public required Box Box { get; init; }

    /// <summary>What counts as its size in square pixels; that of its mask where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double Area { get; init; }

    /// <summary>A region of many objects: what is found inside counts neither as right nor as wrong.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>Too small or too hidden to be asked for; to find it is neither right nor wrong.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>Share of it that something else covers, 0 to 1.</summary>
    public double? Occlusion { get; init; }

    /// <summary>Share of it outside of the picture, 0 to 1.</summary>
    public double? Truncation { get; init; }

    /// <summary>Its middle in metres in the optical frame: x right, y down, z forward.</summary>
    public IReadOnlyList<double>? CentreInCamera { get; init; }

    /// <summary>Heading over the ground in radians, 0 ahead, positive to the left.</summary>
    public double? YawRadians { get; init; }

    /// <summary>Stands for every class.</summary>
    public const string AnyClass = "*";

    /// <summary>From the camera in metres; null where it is not known.</summary>
    internal double? DistanceMetres =>
        CentreInCamera is [var x, var y, var z] ? Math.Sqrt(x * x + y * y + z * z) : null;

    /// <summary>Whether it is to be found.</summary>
    internal bool IsWanted => !IsCrowd && !IsIgnored;
}
