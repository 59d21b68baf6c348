namespace Perception.Simulation.Roads;

/// <summary>Crosswalks, stop lines and arrows that a stretch of a road may show.</summary>
internal sealed record RoadFeatures(SRange[] Crosswalks, StopLine[] StopLines, LaneArrow[] Arrows)
{
    // A footprint far away reaches some metres beyond its middle.
    private const double Reach = 3;
    private const double ArrowReach = 6 + Reach;

    /// <summary>Whether there is anything.</summary>
    public bool Any => Crosswalks.Length + StopLines.Length + Arrows.Length > 0;

    /// <summary>What reaches the stretch between two distances along a road.</summary>
    public static RoadFeatures Within(Road road, double from, double to) => new(
        [.. road.Crosswalks.Where(crosswalk => crosswalk.To + Reach >= from && crosswalk.From - Reach < to)],
        [.. road.StopLines.Where(stop => stop.S + StopLine.Depth + Reach >= from && stop.S - Reach < to)],
        [.. road.Arrows.Where(arrow => arrow.S + ArrowReach >= from && arrow.S - ArrowReach < to)]);
}
