using System.Numerics;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Rendering;

/// <summary>What a surface is made of. Colours are in linear light.</summary>
internal sealed class Material(MaterialKind kind, SemanticClass semantic, Vector3 colour)
{
    public MaterialKind Kind { get; } = kind;

    public SemanticClass Class { get; } = semantic;

    public Vector3 Colour { get; } = colour;

    /// <summary>Pattern, roof or second coat.</summary>
    public Vector3 Second { get; init; } = colour;

    /// <summary>0 dull to 1 mirror-like.</summary>
    public float Gloss { get; init; } = 0.05f;

    public int Seed { get; init; }

    /// <summary>Which of the kind's variants.</summary>
    public int Variant { get; init; }

    /// <summary>Measures of the part that the texture has to know; their meaning belongs to the kind.</summary>
    public Vector4 Shape { get; init; }

    /// <inheritdoc cref="Shape"/>
    public Vector4 Shape2 { get; init; }

    /// <summary>Light that is given off now; lamps change it.</summary>
    public Vector3 Emission { get; set; }

    /// <summary>
    /// State of the lamps of a vehicle, 0 to 1: x head and tail lamps, y brakes, z left and w right indicator.
    /// </summary>
    public Vector4 Lamps { get; set; }
}
