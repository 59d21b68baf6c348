namespace Perception.Evaluation.Lanes;

/// <summary>
/// Compares lane lines point by point: each line is walked in equal steps, and a point is right when a line of the
/// other side passes within a tolerance.
/// </summary>
public static class LaneMatcher
{
    /// <summary>Steps and tolerance have the unit of the lines.</summary>
    public static PointCounts Count(
        IReadOnlyList<IReadOnlyList<LaneVertex>> found, IReadOnlyList<IReadOnlyList<LaneVertex>> truth,
        double tolerance, double step)
    {
        long foundPoints = 0, right = 0, truthPoints = 0, recalled = 0;
        foreach (var point in found.SelectMany(line => Walk(line, step)))
        {
            var near = Distance(point, truth, visible: true) <= tolerance;
            if (near || Distance(point, truth, visible: false) > tolerance)
            {
                foundPoints++;
                right += near ? 1 : 0;
            }
        }

        foreach (var point in truth.SelectMany(line => Walk(line, step)))
        {
            if (point.IsVisible)
            {
                truthPoints++;
                recalled += Distance(point, found, visible: true) <= tolerance ? 1 : 0;
            }
        }

        return new PointCounts(foundPoints, right, truthPoints, recalled);
    }

    private static IEnumerable<LaneVertex> Walk(IReadOnlyList<LaneVertex> line, double step)
    {
        var next = 0.0;
        for (var i = 0; i + 1 < line.Count; i++)
        {
            var (from, to) = (line[i], line[i + 1]);
            var length = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
            for (; next < length; next += step)
            {
                var t = next / length;
                yield return new LaneVertex(
                    from.X + t * (to.X - from.X), from.Y + t * (to.Y - from.Y), from.IsVisible && to.IsVisible);
            }

            next -= length;
        }
    }

    // To the nearest stretch that can be seen, or that cannot.
    private static double Distance(LaneVertex point, IReadOnlyList<IReadOnlyList<LaneVertex>> lines, bool visible)
    {
        var nearest = double.PositiveInfinity;
        foreach (var line in lines)
        {
            for (var i = 0; i + 1 < line.Count; i++)
            {
                if ((line[i].IsVisible && line[i + 1].IsVisible) == visible)
                {
                    nearest = Math.Min(nearest, Distance(point, line[i], line[i + 1]));
                }
            }
        }

        return nearest;
    }

    private static double Distance(LaneVertex point, LaneVertex from, LaneVertex to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var squared = dx * dx + dy * dy;
        var t = squared == 0 ? 0 : Math.Clamp(((point.X - from.X) * dx + (point.Y - from.Y) * dy) / squared, 0, 1);
        return Math.Sqrt(Math.Pow(from.X + t * dx - point.X, 2) + Math.Pow(from.Y + t * dy - point.Y, 2));
    }
}
