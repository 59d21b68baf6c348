using System.Numerics;
using System.Runtime.CompilerServices;
using Perception.Simulation.Numerics;
using Perception.Simulation.Truth;
using Perception.Simulation.World;

namespace Perception.Simulation.Roads;

/// <summary>
/// What the ground is made of everywhere: asphalt with paint and wear on roads, else terrain of the surroundings.
/// </summary>
internal sealed class GroundMap
{
    private const double StripeWidth = 0.5;

    private readonly RoadNetwork _roads;
    private readonly Surroundings _surroundings;
    private readonly int _seed;
    private readonly Vector3 _asphalt;
    private readonly Vector3 _terrain;
    private readonly Vector3 _terrainSecond;
    private readonly Vector3 _yellow = Colours.Srgb(0xd9a520);
    private readonly Vector3 _white = new(0.62f);
    private readonly float _wear;
    private readonly bool _zebra;

    public GroundMap(RoadNetwork roads, Surroundings surroundings, SeededRandom random)
    {
        (_roads, _surroundings, _seed) = (roads, surroundings, random.Integer(0, 1 << 20));
        var grey = random.Range(0.045f, 0.15f);
        _asphalt = new Vector3(grey * random.Range(0.97f, 1.06f), grey, grey * random.Range(0.94f, 1.05f));
        _wear = random.Range(0f, 0.55f);
        _zebra = random.Chance(0.8);
        (_terrain, _terrainSecond) = surroundings switch
        {
            Surroundings.City => (new Vector3(random.Range(0.16f, 0.32f)), new Vector3(random.Range(0.13f, 0.25f))),
            _ when random.Chance(0.75) => (Colours.Srgb(0x5c7a35) * random.Range(0.6f, 1.2f),
                Colours.Srgb(0x7d8448) * random.Range(0.7f, 1.1f)),
            _ => (Colours.Srgb(0x8d8247) * random.Range(0.7f, 1.1f), Colours.Srgb(0xa08a5c) * random.Range(0.7f, 1.1f)),
        };
    }

    /// <summary>
    /// The ground at (x, y). A pixel covers the parallelogram of <paramref name="across"/> and <paramref name="down"/>,
    /// in metres.
    /// </summary>
    public void Sample(float x, float y, Vector2 across, Vector2 down, out GroundSample sample)
    {
        var room = default(RoadHits);
        Span<RoadHit> hits = room;
        var count = _roads.Locate(x, y, hits);
        var (best, bestOutside) = (-1, double.MaxValue);
        for (var i = 0; i < count; i++)
        {
            if (hits[i].Outside < bestOutside) (best, bestOutside) = (i, hits[i].Outside);
        }

        var footprint = MathF.Max(across.Length(), down.Length());
        if (best >= 0 && bestOutside < 0)
        {
            SampleRoad(hits[..count], best, x, y, across, down, footprint, out sample);
        }
        else if (best >= 0 && bestOutside < hits[best].Road.SidewalkWidth)
        {
            sample.Class = SemanticClass.Sidewalk;
            sample.Albedo = _terrain * Grain(x, y, footprint, 0.3f);
            if (_surroundings != Surroundings.City) sample.Albedo = new Vector3(0.22f) * Grain(x, y, footprint, 0.3f);
            sample.Gloss = 0.1f;
        }
        else
        {
            SampleTerrain(x, y, footprint, (float)Math.Min(bestOutside, 30), out sample);
        }
    }

    private void SampleTerrain(float x, float y, float footprint, float fromRoad, out GroundSample sample)
    {
        sample.Gloss = 0.02f;
        if (_surroundings == Surroundings.City)
        {
            sample.Class = SemanticClass.Sidewalk;
            var slab = Hash.Unit((int)MathF.Floor(x / 1.5f), (int)MathF.Floor(y / 1.5f), _seed);
            sample.Albedo =
                Vector3.Lerp(_terrain, _terrainSecond, slab * Fade(1.5f, footprint)) * Grain(x, y, footprint, 0.35f);
            return;
        }

        var patch = Noise.Octaves(x * 0.06f, y * 0.06f, 4, footprint * 0.06f, _seed + 11);
        var blades = Noise.Octaves(x * 5, y * 5, 2, footprint * 5, _seed + 12);
        sample.Albedo =
            Vector3.Lerp(_terrain, _terrainSecond, Math.Clamp((patch - 0.35f) * 3, 0, 1)) * (0.55f + (0.9f * blades));
        sample.Class = SemanticClass.Vegetation;
        // The verge is bare: gravel of grey and brown.
        var verge = 1.1f + (1.5f * (patch - 0.5f));
        if (fromRoad < verge)
        {
            sample.Class = SemanticClass.Other;
            sample.Albedo = new Vector3(0.2f, 0.18f, 0.15f) * Grain(x, y, footprint, 0.6f);
        }
    }

    private void SampleRoad(
        Span<RoadHit> hits, int best, float x, float y, Vector2 across, Vector2 down, float footprint,
        out GroundSample sample)
    {
        ref readonly var hit = ref hits[best];
        var road = hit.Road;
        sample.Class = SemanticClass.Road;
        sample.Gloss = 0.12f;
        sample.Albedo = Asphalt(hit, x, y, footprint);
        var tangent = new Vector2((float)hit.Cosine, (float)hit.Sine);
        var normal = new Vector2(-tangent.Y, tangent.X);
        var alongFoot = MathF.Abs(Vector2.Dot(tangent, across)) + MathF.Abs(Vector2.Dot(tangent, down));
        var acrossFoot = MathF.Abs(Vector2.Dot(normal, across)) + MathF.Abs(Vector2.Dot(normal, down));

        var (white, yellow) = (0f, 0f);
        if (!road.IsJunction(hit.S))
        {
            foreach (ref readonly var line in road.Lines.AsSpan())
            {
                var beside = Math.Abs(hit.Offset - line.Offset);
                if (beside > (line.Width / 2) + acrossFoot) continue;
                if (beside < line.Width / 2 && road.IsLineAt(line, hit.S)) sample.Class = SemanticClass.RoadPaint;
                var lateral = Coverage(beside, line.Width / 2, acrossFoot);
                lateral *= Along(road, line, hit.S, alongFoot);
                if (line.Yellow) yellow = Math.Max(yellow, lateral);
                else white = Math.Max(white, lateral);
            }
        }

        if (road.FeaturesNear(hit.S) is { } features)
        {
            white = Math.Max(white, Crosswalks(features, hit, alongFoot, acrossFoot, ref sample.Class));
            white = Math.Max(white, StopLines(features, hit, alongFoot, acrossFoot, ref sample.Class));
            white = Math.Max(white, Arrows(features, hit, alongFoot, acrossFoot, ref sample.Class));
        }

        if (white + yellow <= 0) return;
        var worn =
            1 - (_wear * Math.Clamp((Noise.Octaves(x * 3, y * 3, 3, footprint * 3, _seed + 5) - 0.35f) * 3, 0, 1));
        sample.Albedo = Vector3.Lerp(sample.Albedo, _white, white * worn);
        sample.Albedo = Vector3.Lerp(sample.Albedo, _yellow, yellow * worn);
    }

    private Vector3 Asphalt(in RoadHit hit, float x, float y, float footprint)
    {
        var tone = 1f;
        // Wheels polish two tracks of each lane; oil drips between them.
        foreach (ref readonly var lane in hit.Road.Lanes.AsSpan())
        {
            var d = (float)Math.Abs(hit.Offset - lane.Offset);
            if (d > 1.25f) continue;
            tone += (0.10f * Bump(d - 0.85f, 0.4f)) - (0.14f * Bump(d, 0.35f));
            break;
        }

        tone *= Grain(x, y, footprint, 0.5f);
        tone *= 0.8f + (0.4f * Noise.Octaves(x * 0.09f, y * 0.09f, 2, footprint * 0.09f, _seed + 3));
        // Repairs are rectangles of another tone.
        var cell = ((int)Math.Floor(hit.S / 7), (int)Math.Floor((hit.Offset + 50) / 3));
        var repair = Hash.Unit(cell.Item1, cell.Item2, _seed + hit.Road.Seed);
        if (repair < 0.05f) tone *= 0.7f + (repair * 10);
        if (footprint < 0.06f && Noise.At(x * 0.13f, y * 0.13f, _seed + 10) > 0.68f)
        {
            // Cracks run where a wave of noise crosses its middle.
            var crack = MathF.Abs(
                Noise.At(x * 0.45f, y * 0.45f, _seed + 8) + (0.12f * Noise.At(x * 4, y * 4, _seed + 9)) - 0.56f);
            tone *= 1 - (0.5f * Math.Clamp((0.014f - crack) * 120, 0, 1) * Math.Clamp(1.5f - (footprint * 25), 0, 1));
        }

        return _asphalt * tone;
    }

    private float Crosswalks(
        RoadFeatures features, in RoadHit hit, float alongFoot, float acrossFoot, ref SemanticClass semantic)
    {
        var paint = 0f;
        foreach (var crosswalk in features.Crosswalks)
        {
            var middle = (crosswalk.From + crosswalk.To) / 2;
            var along = Coverage(hit.S - middle, (crosswalk.To - crosswalk.From) / 2, alongFoot);
            if (along <= 0) continue;
            if (crosswalk.Contains(hit.S)) semantic = SemanticClass.Crosswalk;
            if (!_zebra)
            {
                // Two bars across the road instead of stripes along it.
                var edge = Math.Abs(hit.S - middle) - ((crosswalk.To - crosswalk.From) / 2) + 0.15;
                paint = Math.Max(paint, Coverage(edge, 0.15, alongFoot));
                continue;
            }

            var phase = hit.Offset / (2 * StripeWidth);
            phase -= Math.Floor(phase);
            // Distance from the middle of the nearest stripe; wider footprints see the mean of paint and gap.
            var stripe = Math.Abs(phase - 0.5) * 2 * StripeWidth;
            var across = acrossFoot < 2 * StripeWidth
                ? Coverage(stripe, StripeWidth / 2, Math.Max(acrossFoot, 0.01f))
                : 0.5f;
            paint = Math.Max(paint, along * across);
        }

        return paint;
    }

    private static float StopLines(
        RoadFeatures features, in RoadHit hit, float alongFoot, float acrossFoot, ref SemanticClass semantic)
    {
        var paint = 0f;
        foreach (var stop in features.StopLines)
        {
            var along = Coverage(hit.S - stop.S - (StopLine.Depth / 2), StopLine.Depth / 2, alongFoot);
            if (along <= 0) continue;
            foreach (ref readonly var lane in hit.Road.Lanes.AsSpan())
            {
                if (lane.Direction != stop.Direction) continue;
                var d = hit.Offset - lane.Offset;
                paint = Math.Max(paint, along * Coverage(d, 1.45, acrossFoot));
                if (Math.Abs(d) < 1.45 && hit.S >= stop.S && hit.S < stop.S + StopLine.Depth)
                {
                    semantic = SemanticClass.RoadPaint;
                }
            }
        }

        return paint;
    }

    private static float Arrows(
        RoadFeatures features, in RoadHit hit, float alongFoot, float acrossFoot, ref SemanticClass semantic)
    {
        var paint = 0f;
        foreach (var arrow in features.Arrows)
        {
            var along = (hit.S - arrow.S) * arrow.Lane.Direction;
            if (along is < -1 or > 6) continue;
            var across = (hit.Offset - arrow.Lane.Offset) * arrow.Lane.Direction;
            if (Math.Abs(across) > 1.6) continue;
            var half = LaneArrowShape.HalfWidth(along, arrow.Turn, across, out var middle);
            if (half <= 0) continue;
            paint = Math.Max(paint,
                Coverage(across - middle, half, acrossFoot) * Math.Min(1, 0.5f / Math.Max(alongFoot, 0.5f)));
            if (Math.Abs(across - middle) < half) semantic = SemanticClass.RoadPaint;
        }

        return paint;
    }

    private float Grain(float x, float y, float footprint, float strength) =>
        1 + (strength * (Noise.Octaves(x * 9, y * 9, 3, footprint * 9, _seed + 1) - 0.5f));

    private static float Along(Road road, in LaneLine line, double s, float footprint)
    {
        if (line.Gap == 0 || footprint < 0.02f) return road.IsLineAt(line, s) ? 1 : 0;
        var period = line.Dash + line.Gap;
        if (footprint > period) return (float)(line.Dash / period);
        var phase = s - (Math.Floor(s / period) * period);
        var first = Coverage(phase - (line.Dash / 2), line.Dash / 2, footprint);
        return first + Coverage(phase - period - (line.Dash / 2), line.Dash / 2, footprint);
    }

    // Share of a footprint about x that lies within half of zero.
    private static float Coverage(double x, double half, float footprint)
    {
        var f = Math.Max(footprint, 1e-3f) / 2;
        return (float)(Math.Max(0, Math.Min(half, x + f) - Math.Max(-half, x - f)) / (2 * f));
    }

    private static float Fade(float size, float footprint) => Math.Clamp(1.5f - (footprint / size), 0, 1);

    private static float Bump(float x, float width)
    {
        var t = Math.Max(0, 1 - (x * x / (width * width)));
        return t * t;
    }
}
