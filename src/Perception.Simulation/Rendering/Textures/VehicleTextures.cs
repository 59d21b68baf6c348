using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>
/// Bodies of vehicles, x forward and y left from the middle of the body on the ground. A body knows its measures and
/// draws what is on it: windows, lamps, seams, plates.
/// </summary>
internal static class VehicleTextures
{
    private static readonly Vector3 HeadLamp = new(1.0f, 0.96f, 0.85f);
    private static readonly Vector3 TailLamp = new(0.9f, 0.03f, 0.02f);
    private static readonly Vector3 Amber = new(1.0f, 0.45f, 0.04f);
    private static readonly Vector3 Plate = Colours.Srgb(0xe8e8e0);
    private static readonly Vector3 Rubber = new(0.018f);

    // Shape: length, width, height of the belt line, wheel radius. Shape2: x of front and rear axle, height of the
    // roof, x of the middle pillar.
    public static void CarBody(Material m, in TexturePoint at, ref Surface s)
    {
        var p = at.Place;
        if (m.Variant >= 10)
        {
            Cabin(m, at, ref s);
            return;
        }

        var (halfLength, halfWidth, belt, wheel) = (m.Shape.X / 2, m.Shape.Y / 2, m.Shape.Z, m.Shape.W);
        var (y, z) = (MathF.Abs(p.Y), p.Z);
        if (z < 0.28f)
        {
            s.Set(new Vector3(0.03f), 0.15f);
            return;
        }

        if (at.Normal.X > 0.45f && p.X > halfLength - 0.75f && z < belt - 0.02f)
        {
            Front(m, at, y / halfWidth, z / belt, ref s);
        }
        else if (at.Normal.X < -0.45f && p.X < -halfLength + 0.75f) Rear(m, at, y / halfWidth, z / belt, ref s);
        else if (MathF.Abs(at.Normal.Y) > 0.5f) Side(m, at, wheel, ref s);
    }

    public static void BusBody(Material m, in TexturePoint at, ref Surface s)
    {
        var (halfLength, halfWidth, height) = (m.Shape.X / 2, m.Shape.Y / 2, m.Shape.Z);
        var (p, y) = (at.Place, MathF.Abs(at.Place.Y));
        var z = p.Z / height;
        if (z < 0.12f) s.Set(new Vector3(0.03f), 0.2f);
        if (at.Normal.X > 0.5f)
        {
            if (z is > 0.36f and < 0.80f && y < halfWidth * 0.9f) s.Set(new Vector3(0.02f), 0.9f);
            if (z is > 0.83f and < 0.94f && y < halfWidth * 0.7f) Destination(m, p, ref s);
            if (z is > 0.17f and < 0.24f && y > halfWidth * 0.58f && y < halfWidth * 0.92f)
            {
                Lamp(ref s, HeadLamp, m.Lamps.X * 5);
            }
            if (z is > 0.13f and < 0.17f && y < 0.26f) s.Set(Plate, 0.2f);
        }
        else if (at.Normal.X < -0.5f)
        {
            if (z is > 0.58f and < 0.84f && y < halfWidth * 0.75f) s.Set(new Vector3(0.02f), 0.8f);
            if (z is > 0.2f and < 0.46f && y < halfWidth * 0.6f && Stripe(z * height, 0.08f)) s.Albedo *= 0.45f;
            if (z is > 0.16f and < 0.34f && y > halfWidth * 0.74f)
            {
                Lamp(ref s, TailLamp, (m.Lamps.X * 0.8f) + (m.Lamps.Y * 3));
            }
            if (z is > 0.14f and < 0.18f && y < 0.26f) s.Set(Plate, 0.2f);
        }
        else if (MathF.Abs(at.Normal.Y) > 0.5f)
        {
            if (z is > 0.12f and < 0.22f) s.Albedo = m.Second;
            var pane = (p.X + 40) / 1.35f;
            pane -= MathF.Floor(pane);
            if (z is > 0.42f and < 0.80f && pane > 0.07f && MathF.Abs(p.X) < halfLength - 0.25f)
            {
                s.Set(new Vector3(0.02f), 0.85f);
            }
            // Doors are on the side of the curb.
            var door = p.Y * m.Shape2.Z < 0 &&
                (MathF.Abs(p.X - (halfLength - 1.3f)) < 0.65f || MathF.Abs(p.X + 0.6f) < 0.75f);
            if (door && z is > 0.12f and < 0.80f) s.Set(MathF.Abs((p.X * 2) - MathF.Round(p.X * 2)) < 0.06f
                ? m.Colour * 0.3f : new Vector3(0.025f), 0.85f);
            WheelArches(m, at, m.Shape.W, ref s);
        }
    }

    // Shape: length, width, height; the origin is in the middle of the cab on the ground.
    public static void TruckCab(Material m, in TexturePoint at, ref Surface s)
    {
        var (halfLength, halfWidth, height) = (m.Shape.X / 2, m.Shape.Y / 2, m.Shape.Z);
        var (y, z, x) = (MathF.Abs(at.Place.Y), at.Place.Z / height, at.Place.X - m.Shape2.X);
        if (z < 0.16f) s.Set(new Vector3(0.03f), 0.2f);
        if (at.Normal.X > 0.5f)
        {
            if (z is > 0.52f and < 0.83f && y < halfWidth * 0.9f) s.Set(new Vector3(0.015f), 0.95f);
            if (z is > 0.24f and < 0.46f && y < halfWidth * 0.62f) s.Set(new Vector3(Stripe(at.Place.Z, 0.11f) ? 0.02f
                : 0.25f), 0.5f);
            if (z is > 0.17f and < 0.25f && y > halfWidth * 0.62f && y < halfWidth * 0.95f)
            {
                Lamp(ref s, HeadLamp, m.Lamps.X * 5);
            }
            if (z is > 0.12f and < 0.16f && y < 0.26f) s.Set(Plate, 0.2f);
        }
        else if (MathF.Abs(at.Normal.Y) > 0.5f)
        {
            if (z is > 0.52f and < 0.8f && x > -halfLength * 0.35f && x < halfLength * 0.82f)
            {
                s.Set(new Vector3(0.015f), 0.9f);
            }
            if (MathF.Abs(x + (halfLength * 0.42f)) < 0.015f && z > 0.2f) s.Albedo *= 0.35f;
            WheelArches(m, at, m.Shape.W, ref s);
        }
    }

    // Variants: 0 smooth, 1 ribbed, 2 with a band, 3 with a large sign.
    public static void CargoBox(Material m, in TexturePoint at, ref Surface s)
    {
        var (p, low, high) = (at.Place, m.Shape.X, m.Shape.Y);
        var z = (p.Z - low) / (high - low);
        if (MathF.Abs(at.Normal.Y) > 0.5f)
        {
            if (m.Variant == 1) s.Albedo *= 0.85f + (0.3f * (Stripe(p.X, 0.24f) ? 1 : 0) * at.Detail(0.2f));
            if (m.Variant == 2 && z is > 0.3f and < 0.5f) s.Albedo = m.Second;
            if (m.Variant == 3 && Sign(p.X, z, m)) s.Albedo = m.Second;
        }
        else if (at.Normal.X < -0.5f)
        {
            if (MathF.Abs(p.Y) < 0.015f || z < 0.03f || z > 0.97f) s.Albedo *= 0.4f;
            if (MathF.Abs(MathF.Abs(p.Y) - 0.35f) < 0.025f) s.Set(new Vector3(0.35f), 0.6f);
            if (z < 0.05f && MathF.Abs(p.Y) > 0.75f) Lamp(ref s, TailLamp, (m.Lamps.X * 0.8f) + (m.Lamps.Y * 3));
        }

        // Reflectors in red and white along the lower edge.
        if (z is > 0.0f and < 0.035f && MathF.Abs(at.Normal.Z) < 0.5f
            && at.Normal.X > -0.5f) s.Albedo = Stripe(p.X + p.Y, 0.5f) ? new Vector3(0.5f, 0.03f,
            0.03f) : new Vector3(0.6f);
    }

    // The wheel turns about y; Shape.X is its radius.
    public static void Wheel(Material m, in TexturePoint at, ref Surface s)
    {
        var r = MathF.Sqrt((at.Place.X * at.Place.X) + (at.Place.Z * at.Place.Z)) / m.Shape.X;
        s.Set(Rubber, 0.05f);
        if (r > 0.68f || MathF.Abs(at.Normal.Y) < 0.5f) return;
        var spokes = m.Variant == 0 ? 5 : m.Variant == 1 ? 10 : 7;
        var angle = MathF.Atan2(at.Place.Z, at.Place.X) * spokes / (2 * MathF.PI);
        angle -= MathF.Floor(angle);
        var open = r is > 0.2f and < 0.58f && angle > 0.42f;
        s.Set(open ? new Vector3(0.02f) : m.Second, open ? 0.1f : 0.6f);
    }

    private static void Cabin(Material m, in TexturePoint at, ref Surface s)
    {
        var (p, n) = (at.Place, at.Normal);
        var (low, high) = (m.Shape.Z + 0.02f, m.Shape2.Z - 0.07f);
        if (p.Z < low || p.Z > high || n.Z > 0.86f) return;
        var glass = n.X > 0.35f || n.X < -0.35f
            ? MathF.Abs(p.Y) < (m.Shape.Y / 2) - 0.16f - ((p.Z - low) * 0.18f)
            : MathF.Abs(p.X - m.Shape2.W) > 0.05f && (m.Variant != 11 || p.X > m.Shape2.W - 0.1f)
                && MathF.Abs(p.X - m.Shape2.W + 0.95f) > 0.035f;
        if (glass) s.Set(new Vector3(0.012f, 0.014f, 0.016f), 0.95f);
    }

    private static void Front(Material m, in TexturePoint at, float y, float z, ref Surface s)
    {
        if (z is > 0.62f and < 0.80f && y is > 0.58f and < 0.93f) Lamp(ref s, HeadLamp, m.Lamps.X * 6);
        else if (z is > 0.50f and < 0.60f && y is > 0.72f and < 0.93f) Lamp(ref s, Amber * 0.6f,
            5 * (at.Place.Y > 0 ? m.Lamps.Z : m.Lamps.W));
        else if (z is > 0.60f and < 0.78f && y < 0.52f)
        {
            s.Set(new Vector3(Stripe(at.Place.Z, 0.05f) ? 0.02f : 0.10f), 0.5f);
        }
        else if (z is > 0.34f and < 0.47f && y < 0.62f) s.Set(y < 0.29f ? Plate : new Vector3(0.02f), 0.2f);
    }

    private static void Rear(Material m, in TexturePoint at, float y, float z, ref Surface s)
    {
        var tall = m.Variant == 1;
        if (z > (tall ? 0.55f : 0.66f) && z < 0.92f && y > (tall ? 0.78f : 0.6f) && y < 0.97f)
        {
            var turn = 5 * (at.Place.Y > 0 ? m.Lamps.Z : m.Lamps.W);
            Lamp(ref s, z > 0.82f && turn > 0 ? Amber : TailLamp, (m.Lamps.X * 0.7f) + (m.Lamps.Y * 3.2f) + turn);
        }
        else if (z is > 0.60f and < 0.74f && y < 0.29f)
        {
            s.Set(Plate, 0.2f);
        }
        else if (z < 0.46f)
        {
            s.Albedo *= 0.35f;
        }
    }

    private static void Side(Material m, in TexturePoint at, float wheel, ref Surface s)
    {
        var (p, pillar) = (at.Place, m.Shape2.W);
        var seams = at.Detail(0.05f) * 0.7f;
        foreach (var x in (ReadOnlySpan<float>)[pillar + 1.0f, pillar, pillar - 0.95f])
        {
            if (MathF.Abs(p.X - x) < 0.014f && p.Z > 0.34f) s.Albedo *= 1 - seams;
        }

        if (MathF.Abs(p.Z - (m.Shape.Z * 0.82f)) < 0.02f && (MathF.Abs(p.X - pillar - 0.18f) < 0.1f
            || MathF.Abs(p.X - pillar + 0.78f) < 0.1f)) s.Albedo *= 0.4f;
        if (m.Variant == 1 && p.Z < 0.42f) s.Set(new Vector3(0.04f), 0.1f);
        if (p.X < -(m.Shape.X / 2) + 0.28f && p.Z > m.Shape.Z * 0.66f && p.Z < m.Shape.Z * 0.92f) Lamp(ref s,
            TailLamp, (m.Lamps.X * 0.5f) + (m.Lamps.Y * 2));
        if (p.X > (m.Shape.X / 2) - 0.3f && p.Z > m.Shape.Z * 0.62f && p.Z < m.Shape.Z * 0.80f)
        {
            Lamp(ref s, HeadLamp, m.Lamps.X * 2);
        }
        WheelArches(m, at, wheel, ref s);
    }

    private static void WheelArches(Material m, in TexturePoint at, float wheel, ref Surface s)
    {
        var reach = wheel * 1.17f;
        var (p, z) = (at.Place, at.Place.Z - wheel);
        var front = new Vector2(p.X - m.Shape2.X, z);
        var rear = new Vector2(p.X - m.Shape2.Y, z);
        if (Math.Min(front.LengthSquared(), rear.LengthSquared()) < reach * reach) s.Set(new Vector3(0.008f), 0.02f);
    }

    private static void Destination(Material m, Vector3 p, ref Surface s)
    {
        s.Set(new Vector3(0.01f), 0.4f);
        var (column, row) = ((int)MathF.Floor(p.Y / 0.055f), (int)MathF.Floor(p.Z / 0.055f));
        // Dots that look like letters: columns between them stay dark.
        if (column % 4 != 0 && Hash.Unit(column, row, m.Seed) > 0.42f) s.Emission = Amber * 1.5f;
    }

    private static bool Sign(float x, float z, Material m)
    {
        var u = (x - m.Shape.Z) / m.Shape.W;
        if (MathF.Abs(u) > 0.7f || MathF.Abs(z - 0.55f) > 0.2f) return false;
        var (column, row) = ((int)MathF.Floor(u * 12), (int)MathF.Floor(z * 12));
        return Hash.Unit(column, 0, m.Seed) > 0.25f && Hash.Unit(column, row, m.Seed) > 0.3f;
    }

    private static bool Stripe(float x, float period) => (x / period) - MathF.Floor(x / period) < 0.5f;

    private static void Lamp(ref Surface s, Vector3 colour, float on)
    {
        s.Set(colour * 0.55f, 0.6f);
        s.Emission = colour * on;
    }
}
