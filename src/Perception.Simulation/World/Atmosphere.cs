using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.World;

/// <summary>
/// Sun, sky, haze and wetness of a scene, in linear light where a white sheet in the noon sun is about 1.
/// </summary>
internal sealed class Atmosphere
{
    public Conditions Conditions { get; private init; }

    /// <summary>Towards the sun, or straight up where clouds spread its light.</summary>
    public Vector3 ToSun { get; private init; }

    public Vector3 Sun { get; private init; }

    public Vector3 Zenith { get; private init; }

    public Vector3 Horizon { get; private init; }

    /// <summary>Light that comes back from the ground.</summary>
    public Vector3 Bounce { get; private init; }

    /// <summary>What distance fades to, and how much a metre takes away.</summary>
    public Vector3 Haze { get; private init; }

    public float HazePerMetre { get; private init; }

    /// <summary>0 dry to 1 soaked.</summary>
    public float Wetness { get; private init; }

    /// <summary>Streaks in the air, 0 to 1.</summary>
    public float Rain { get; private init; }

    /// <summary>0 clear to 1 covered.</summary>
    public float Clouds { get; private init; }

    /// <summary>Whether lamps are lit.</summary>
    public bool Dark { get; private init; }

    /// <summary>
    /// Whether the light has a direction that throws sharp shadows; otherwise they are soft and from above.
    /// </summary>
    public bool SharpShadows { get; private init; }

    /// <summary>What the automatic exposure of a camera settles at.</summary>
    public float Exposure { get; private init; }

    public int Seed { get; private init; }

    public static Atmosphere Of(Conditions conditions, SeededRandom random)
    {
        var azimuth = random.Range(0f, 2 * MathF.PI);
        var warm = random.Range(0.94f, 1.08f);
        var tint = new Vector3(warm, 1, 2 - warm);
        var seed = random.Integer(0, 1 << 20);
        switch (conditions)
        {
            case Conditions.Day:
                {
                    var elevation = random.Range(24f, 65f) * MathF.PI / 180;
                    var blue = Vector3.Lerp(Colours.Srgb(0x3f74b8), Colours.Srgb(0x6d9bd0), random.Range(0f, 1f));
                    return new Atmosphere
                    {
                        Conditions = conditions,
                        ToSun = Direction(azimuth, elevation),
                        Sun = new Vector3(1.25f, 1.16f, 1.0f) * tint,
                        Zenith = blue,
                        Horizon = Colours.Srgb(0xbdd2e6),
                        Bounce = new Vector3(0.20f, 0.18f, 0.15f),
                        Haze = Colours.Srgb(0xb4c6d8),
                        HazePerMetre = random.Range(0.0006f, 0.0022f),
                        Clouds = random.Range(0.1f, 0.6f),
                        SharpShadows = true,
                        Exposure = random.Range(0.85f, 1.15f),
                        Seed = seed,
                    };
                }

            case Conditions.Dusk:
                {
                    var elevation = random.Range(3f, 11f) * MathF.PI / 180;
                    return new Atmosphere
                    {
                        Conditions = conditions,
                        ToSun = Direction(azimuth, elevation),
                        Sun = new Vector3(0.95f, 0.50f, 0.22f) * random.Range(0.5f, 1f),
                        Zenith = Colours.Srgb(0x5a76a8) * 0.8f,
                        Horizon = Vector3.Lerp(Colours.Srgb(0xf0a878),
                            Colours.Srgb(0xd0c0c8), random.Range(0f, 1f)) * random.Range(0.7f, 1f),
                        Bounce = new Vector3(0.10f, 0.08f, 0.07f),
                        Haze = Colours.Srgb(0xb8a09c) * 0.7f,
                        HazePerMetre = random.Range(0.0012f, 0.004f),
                        Clouds = random.Range(0.2f, 0.7f),
                        SharpShadows = true,
                        Dark = true,
                        Exposure = random.Range(1.1f, 1.6f),
                        Seed = seed,
                    };
                }

            case Conditions.Night:
                {
                    var moon = random.Range(0.35f, 1.4f);
                    return new Atmosphere
                    {
                        Conditions = conditions,
                        ToSun = Vector3.UnitZ,
                        Sun = Vector3.Zero,
                        Zenith = new Vector3(0.006f, 0.008f, 0.016f) * moon,
                        Horizon = new Vector3(0.026f, 0.022f, 0.024f) * moon,
                        Bounce = new Vector3(0.006f) * moon,
                        Haze = new Vector3(0.014f, 0.013f, 0.016f) * moon,
                        HazePerMetre = random.Range(0.002f, 0.006f),
                        Clouds = random.Range(0.2f, 0.9f),
                        Dark = true,
                        Wetness = random.Chance(0.3) ? random.Range(0.3f, 0.9f) : 0,
                        Exposure = random.Range(3.2f, 4.6f),
                        Seed = seed,
                    };
                }

            case Conditions.Rain:
                return Grey(conditions, random.Range(0.36f, 0.6f), random.Range(0.008f, 0.016f), tint, seed,
                    random.Range(0.8f, 1f), random.Range(0.5f, 1f));
            case Conditions.Fog:
                return Grey(conditions, random.Range(0.5f, 0.75f), random.Range(0.018f, 0.045f), tint, seed,
                    random.Range(0.1f, 0.5f), 0);
            default:
                return Grey(conditions, random.Range(0.6f, 0.85f), random.Range(0.001f, 0.005f), tint, seed,
                    random.Chance(0.2) ? 0.5f : 0, 0);
        }
    }

    private static Atmosphere Grey(Conditions conditions, float bright, float haze, Vector3 tint, int seed, float wet,
        float rain) => new()
        {
            Conditions = conditions,
            ToSun = Vector3.UnitZ,
            Sun = Vector3.Zero,
            Zenith = new Vector3(0.62f, 0.67f, 0.74f) * bright * tint,
            Horizon = new Vector3(0.80f, 0.83f, 0.87f) * bright * tint,
            Bounce = new Vector3(0.2f) * bright,
            Haze = new Vector3(0.72f, 0.75f, 0.79f) * bright * tint,
            HazePerMetre = haze,
            Clouds = 1,
            Wetness = wet,
            Rain = rain,
            Dark = rain > 0 || haze > 0.03f,
            Exposure = 1 / (0.35f + (bright * 0.75f)),
            Seed = seed,
        };

    private static Vector3 Direction(float azimuth, float elevation) =>
        new(MathF.Cos(azimuth) * MathF.Cos(elevation), MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation));
}
