using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Lays out a main road across the map, and side roads that cross it.</summary>
internal sealed class RoadPlanner(Surroundings surroundings, int side, SeededRandom random)
{
    public const double Extent = 512;
    private const double Edge = 440;
    private const double CrossLength = 150;

    public List<Road> Plan()
    {
        var main = MainRoad();
        var roads = new List<Road> { main };
        if (surroundings == Surroundings.Highway) return roads;
        foreach (var segment in main.Segments)
        {
            if (segment.Curvature != 0 || segment.Length < 80) continue;
            var s = segment.StartS + (segment.Length / 2);
            if (Cross(main, s, roads.Count) is { } cross) roads.Add(cross);
        }

        foreach (var road in roads) road.IndexFeatures();
        return roads;
    }

    private Road MainRoad()
    {
        var segments = new List<RoadSegment>();
        var (x, y, heading, s) = (-Edge, random.Range(-60.0, 60), random.Range(-0.2, 0.2), 0.0);
        var straight = true;
        var sharpest = surroundings switch { Surroundings.Highway => 260.0, Surroundings.Country => 90, _ => 70 };
        while (x < Edge)
        {
            RoadSegment segment;
            if (straight)
            {
                segment = new RoadSegment(x, y, heading, 0, random.Range(60.0, 170), s);
            }
            else
            {
                var radius = random.Range(sharpest, sharpest * 4);
                var turn = random.Range(0.15, 0.75);
                // Turn back towards the middle line of the map.
                var sign = Math.Abs(heading) > 0.35 ? -Math.Sign(heading) : Math.Abs(y) > 120 ? -Math.Sign(y)
                    : random.Chance(0.5) ? 1 : -1;
                turn = Math.Min(turn, 0.6 + (heading * -sign));
                segment = new RoadSegment(x, y, heading, sign / radius, Math.Max(10, turn * radius), s);
            }

            segments.Add(segment);
            (x, y, heading) = segment.At(segment.Length);
            s += segment.Length;
            straight = !straight;
        }

        var lanes = surroundings switch
        {
            Surroundings.Highway => random.Integer(2, 4),
            Surroundings.City => random.Integer(1, 4),
            _ => 1
        };
        return Build([.. segments], lanes, main: true, 1);
    }

    private Road? Cross(Road main, double s, int number)
    {
        var (x, y, heading) = main.At(s);
        var across = heading + (Math.PI / 2);
        var start = (X: x - (CrossLength * Math.Cos(across)), Y: y - (CrossLength * Math.Sin(across)));
        // A side road must not meet the main road a second time.
        for (var along = 0.0; along < 2 * CrossLength; along += 10)
        {
            var (px, py) = (start.X + (along * Math.Cos(across)), start.Y + (along * Math.Sin(across)));
            if (Math.Abs(along - CrossLength) < 45) continue;
            for (var at = 0.0; at < main.Length; at += 10)
            {
                var (mx, my, _) = main.At(at);
                if (((mx - px) * (mx - px)) + ((my - py) * (my - py)) < 45 * 45) return null;
            }
        }

        var cross =
            Build([new RoadSegment(start.X, start.Y, across, 0, 2 * CrossLength, 0)], 1, main: false, number + 1);
        Meet(main, s, cross.HalfWidth);
        Meet(cross, CrossLength, main.HalfWidth);
        return cross;
    }

    // Crosswalks on both sides of a crossing, stop lines before them, arrows before these.
    private void Meet(Road road, double s, double otherHalfWidth)
    {
        var reach = otherHalfWidth + 1.2;
        var walk = surroundings == Surroundings.Country ? 0 : 3.2;
        road.Junctions.Add(new SRange(s - reach, s + reach));
        if (walk > 0)
        {
            road.Crosswalks.Add(new SRange(s - reach - walk, s - reach));
            road.Crosswalks.Add(new SRange(s + reach, s + reach + walk));
        }

        road.StopLines.Add(new StopLine(s - reach - walk - 1.6, 1));
        road.StopLines.Add(new StopLine(s + reach + walk + 1.2, -1));
        foreach (var lane in road.Lanes)
        {
            if (road.Lanes.Length > 2 || random.Chance(0.4))
            {
                road.Arrows.Add(new LaneArrow(s - (lane.Direction * (reach + walk + 12)), lane, random.Integer(-1, 2)));
            }
        }
    }

    private Road Build(RoadSegment[] segments, int lanesEachWay, bool main, int seed)
    {
        var highway = surroundings == Surroundings.Highway;
        var width = highway ? random.Range(3.5, 3.75) : random.Range(2.9, 3.5);
        var median = highway ? random.Range(2.0, 4) : 0;
        var parking = surroundings is Surroundings.City or Surroundings.Suburb && random.Chance(0.6) ? 2.2 : 0;
        var shoulder = highway ? random.Range(1.5, 3) : surroundings == Surroundings.Country
            ? random.Range(0.3, 0.9)
            : 0.4;
        var half = (median / 2) + (lanesEachWay * width) + (highway ? 0.6 : 0) + shoulder + parking;
        var inner = (median / 2) + (highway ? 0.6 : 0);
        var lanes = new List<Lane>();
        for (var i = 0; i < lanesEachWay; i++)
        {
            lanes.Add(new Lane(-side * (inner + ((i + 0.5) * width)), 1));
            lanes.Add(new Lane(side * (inner + ((i + 0.5) * width)), -1));
        }

        return new Road(segments)
        {
            HalfWidth = half,
            ParkingWidth = parking,
            MedianWidth = median,
            Lanes = [.. lanes],
            Lines = [.. Lines(lanesEachWay, width, inner, highway, main)],
            Seed = seed,
            SidewalkWidth = surroundings is Surroundings.City or Surroundings.Suburb ? random.Range(1.8, 3.6) : 0,
            SpeedLimit = highway ? random.Range(20.0, 30) : surroundings == Surroundings.Country
                ? random.Range(13.0, 20) : random.Range(8.0, 14),
        };
    }

    private IEnumerable<LaneLine> Lines(int lanesEachWay, double width, double inner, bool highway, bool main)
    {
        var paint = random.Range(0.11, 0.17);
        var (dash, gap) =
            random.Integer(0, 4) switch { 0 => (3.0, 4.5), 1 => (6.0, 9.0), 2 => (4.0, 6.0), _ => (3.0, 9.0) };
        var yellow = random.Chance(0.45);
        if (highway)
        {
            foreach (var sign in (int[])[-1, 1])
            {
                yield return new LaneLine(sign * inner, 0.18, 0, 0, yellow, LaneLineRole.Edge);
            }
        }
        else if (lanesEachWay > 1 || random.Chance(0.3))
        {
            foreach (var sign in (int[])[-1, 1])
            {
                yield return new LaneLine(sign * 0.15, paint, 0, 0, yellow, LaneLineRole.Centre);
            }
        }
        else
        {
            yield return new LaneLine(0, paint, dash, random.Chance(0.3) ? 0 : gap, yellow, LaneLineRole.Centre);
        }

        for (var i = 1; i < lanesEachWay; i++)
        {
            foreach (var sign in (int[])[-1, 1]) yield return new LaneLine(sign * (inner + (i * width)), paint, dash,
                gap, false, LaneLineRole.Divider);
        }

        if (main || random.Chance(0.4))
        {
            foreach (var sign in (int[])[-1, 1]) yield return new LaneLine(sign * (inner + (lanesEachWay * width)),
                paint, 0, 0, false, LaneLineRole.Edge);
        }
    }
}
