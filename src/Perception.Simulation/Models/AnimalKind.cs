namespace Perception.Simulation.Models;

/// <summary>Measures of a kind of animal, in metres and radians.</summary>
internal sealed record AnimalKind(float Length, float Girth, float Leg, float LegRadius, float Neck, float NeckAngle,
    float Head)
{
    /// <summary>Half-thickness of the head relative to the snout's length.</summary>
    public float Snout { get; init; } = 0.6f;

    public float EarOut { get; init; } = 0.3f;

    public float EarUp { get; init; } = 0.5f;

    public float Tail { get; init; } = 0.4f;

    public float TailAngle { get; init; } = -1.1f;

    public bool Mane { get; init; }

    /// <summary>0 none, 1 horns, 2 antlers.</summary>
    public int Horns { get; init; }

    public float HeadTone { get; init; } = 1;

    /// <summary>Colour, second colour and pattern of the fur.</summary>
    public required (int Colour, int Second, int Pattern)[] Coats { get; init; }

    public static AnimalKind Dog { get; } = new(0.62f, 0.16f, 0.34f, 0.032f, 0.17f, 0.8f, 0.12f)
    {
        Snout = 1.0f,
        EarOut = 0.35f,
        EarUp = 0.15f,
        Tail = 0.32f,
        TailAngle = 0.9f,
        Coats = [(0x6a4422, 0xc8a070, 3), (0x1c1814, 0xa06a38, 3), (0xd8d0c0, 0x2a2420, 1), (0xb98a50, 0xe8d8b8, 3),
            (0x8a8a8a, 0xd0d0d0, 3)],
    };

    public static AnimalKind Deer { get; } = new(1.15f, 0.24f, 0.72f, 0.042f, 0.48f, 1.0f, 0.15f)
    {
        Snout = 1.1f,
        EarOut = 0.7f,
        EarUp = 0.5f,
        Tail = 0.16f,
        TailAngle = -0.6f,
        Horns = 2,
        Coats = [(0x8a5a32, 0xd8c0a0, 3), (0x7a4c28, 0xe0d0b8, 2)],
    };

    public static AnimalKind Cow { get; } = new(1.65f, 0.40f, 0.66f, 0.07f, 0.42f, 0.35f, 0.23f)
    {
        Snout = 0.9f,
        EarOut = 0.8f,
        EarUp = 0.1f,
        Tail = 0.8f,
        TailAngle = -1.35f,
        Horns = 1,
        Coats = [(0xece8e0, 0x1a1614, 1), (0x6a3a1e, 0x7a4826, 0), (0xe8e0d4, 0x7a3a1c, 1), (0x1c1a18, 0xd8d4cc, 1)],
    };

    public static AnimalKind Horse { get; } = new(1.6f, 0.34f, 0.92f, 0.065f, 0.75f, 0.85f, 0.2f)
    {
        Snout = 1.5f,
        EarOut = 0.1f,
        EarUp = 0.55f,
        Tail = 0.75f,
        TailAngle = -1.2f,
        Mane = true,
        Coats = [(0x5a3218, 0x4a2812, 0), (0x2a1c14, 0x201610, 0), (0xc8c4bc, 0xe0dcd4, 2), (0x9a6a3a, 0xe0d0b0, 0)],
    };

    public static AnimalKind Sheep { get; } = new(0.95f, 0.30f, 0.40f, 0.035f, 0.2f, 0.6f, 0.14f)
    {
        Snout = 0.8f,
        EarOut = 0.6f,
        EarUp = -0.1f,
        Tail = 0.15f,
        TailAngle = -1.2f,
        HeadTone = 0.35f,
        Coats = [(0xe0d8c8, 0xc8c0b0, 0), (0xd0c8b4, 0xb8b0a0, 0)],
    };
}
