using System.Numerics;
using System.Runtime.CompilerServices;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>Light that reaches a surface and what of it goes on to the eye.</summary>
internal sealed class Lighting(Atmosphere air, ShadowMap shadows, List<PointLight> lamps)
{
    public Atmosphere Air { get; } = air;

    public Sky Sky { get; } = new(air);

    /// <summary>Lamps near the view, chosen anew for each picture.</summary>
    public List<PointLight> Lamps { get; } = lamps;

    /// <param name="toEye">Unit vector from the point to the eye.</param>
    /// <param name="gloss">0 dull to 1 mirror-like.</param>
    public Vector3 Shade(Vector3 world, Vector3 normal, Vector3 toEye, Vector3 albedo, float gloss)
    {
        // What is turned away from a sharp light lies in its own shadow.
        var towardsSun = Math.Max(0, Vector3.Dot(normal, Air.ToSun));
        var reach = Air.SharpShadows && towardsSun == 0 ? 0 : shadows.LightAt(world, normal);
        var up = 0.5f + (0.5f * normal.Z);
        var ambient = Vector3.Lerp(Air.Bounce, (Air.Zenith * 0.55f) + (Air.Horizon * 0.45f), up);
        // Without a sun the map tells how much sky a point does not see.
        var light = Air.SharpShadows ? ambient * (0.82f + (0.18f * reach)) : ambient * (0.38f + (0.62f * reach));
        if (Air.SharpShadows) light += Air.Sun * (towardsSun * reach);
        var shine = Vector3.Zero;
        foreach (var lamp in Lamps) AddLamp(lamp, world, normal, toEye, gloss, ref light, ref shine);

        var facing = Math.Max(0, Vector3.Dot(normal, toEye));
        var grazing = 1 - facing;
        var fresnel = gloss * (0.04f + (0.96f * grazing * grazing * grazing * grazing * grazing));
        var colour = (albedo * light * (1 - fresnel)) + shine;
        if (gloss > 0.04f)
        {
            var mirrored = (normal * (2 * facing)) - toEye;
            colour += Sky.Smooth(mirrored) * fresnel;
            if (Air.SharpShadows && reach > 0)
            {
                var spot = Vector3.Dot(mirrored, Air.ToSun);
                if (spot > 0.5f)
                {
                    colour += Air.Sun * (reach * gloss * gloss * MathF.Pow(spot, 8 + (gloss * gloss * 220)) * 1.6f);
                }
            }
        }

        return colour;
    }

    /// <summary>Distance fades into haze.</summary>
    public Vector3 ThroughAir(Vector3 colour, float distanceMetres) =>
        Vector3.Lerp(Air.Haze, colour, MathF.Exp(-Air.HazePerMetre * distanceMetres));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLamp(
        in PointLight lamp, Vector3 world, Vector3 normal, Vector3 toEye, float gloss, ref Vector3 light,
        ref Vector3 shine)
    {
        var to = lamp.Position - world;
        var squared = to.LengthSquared();
        if (squared > lamp.Range * lamp.Range) return;
        var direction = to / MathF.Sqrt(squared);
        var cosine = -Vector3.Dot(direction, lamp.Direction);
        if (cosine <= lamp.CosineOuter) return;
        var cone = Math.Clamp((cosine - lamp.CosineOuter) / (lamp.CosineInner - lamp.CosineOuter), 0, 1);
        var edge = 1 - (squared / (lamp.Range * lamp.Range));
        // Dipped beams end a little above their axis, so as not to blind.
        if (lamp.Throw > 5 && -direction.Z > lamp.Direction.Z + 0.012f) cone *= 0.25f;
        var strength = cone * cone * edge * edge / (1 + Math.Max(squared, lamp.Throw * lamp.Throw));
        strength *= Math.Max(0, Vector3.Dot(normal, direction));
        // An eye, and a camera's exposure, get used to what stands close to a lamp.
        light += lamp.Colour * (strength / (1 + (strength * lamp.Colour.Y * 1.2f)));
        if (gloss > 0.1f)
        {
            var half = Vector3.Dot((normal * (2 * Vector3.Dot(normal, toEye))) - toEye, direction);
            if (half > 0) shine += lamp.Colour * (strength * gloss * MathF.Pow(half, 20));
        }
    }
}
