using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>The sky in a direction: gradient, sun, clouds, stars.</summary>
internal sealed class Sky(Atmosphere air)
{
    public Vector3 In(Vector3 direction)
    {
        var up = Math.Max(direction.Z, 0);
        var gradient = MathF.Sqrt(up);
        var colour = Vector3.Lerp(air.Horizon, air.Zenith, Math.Min(1, gradient * 1.15f));
        var towardsSun = Vector3.Dot(direction, air.ToSun);
        if (air.SharpShadows && towardsSun > 0)
        {
            var glow = MathF.Pow(towardsSun, 12) * 0.22f;
            colour += air.Sun * glow;
            if (towardsSun > 0.9994f) colour += air.Sun * 12;
        }

        if (direction.Z > 0.015f && air.Clouds > 0)
        {
            colour = Vector3.Lerp(colour, CloudColour(towardsSun),
                Cloud(direction) * Math.Clamp((direction.Z - 0.015f) * 12, 0, 1));
        }

        if (air.Conditions == Conditions.Night && air.Clouds < 0.6f && up > 0.05f) colour += Stars(direction);
        return Vector3.Lerp(air.Haze, colour,
            Math.Clamp(1 - MathF.Exp(-(up + 0.01f) * 0.12f / air.HazePerMetre * 0.1f), 0, 1));
    }

    /// <summary>The sky as a rough surface reflects it: without clouds.</summary>
    public Vector3 Smooth(Vector3 direction) =>
        direction.Z > 0 ? Vector3.Lerp(air.Horizon, air.Zenith, MathF.Sqrt(direction.Z))
            : Vector3.Lerp(air.Horizon, air.Bounce, Math.Min(1, -direction.Z * 4));

    private Vector3 CloudColour(float towardsSun)
    {
        var shade = Vector3.Lerp(air.Horizon, air.Zenith, 0.3f);
        return air.Clouds >= 1 ? shade * 0.9f : (shade * 0.9f) + (air.Sun * (0.28f + (0.2f * Math.Max(0, towardsSun))));
    }

    private float Cloud(Vector3 direction)
    {
        var scale = 1.6f / (direction.Z + 0.12f);
        var (x, y) = (direction.X * scale, direction.Y * scale);
        var n = Noise.Octaves(x, y, 4, 0, air.Seed);
        return Math.Clamp((n - (0.78f - (0.5f * air.Clouds))) * 4, 0, 1);
    }

    private static Vector3 Stars(Vector3 direction)
    {
        var (x, y) = ((int)MathF.Floor(direction.X / (direction.Z + 0.4f) * 160),
            (int)MathF.Floor(direction.Y / (direction.Z + 0.4f) * 160));
        var star = Hash.Unit(x, y, 77);
        return star > 0.997f ? new Vector3((star - 0.997f) * 12) : Vector3.Zero;
    }
}
