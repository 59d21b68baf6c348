namespace Perception.Simulation.Roads;

/// <summary>The outline of an arrow on the road, 5 m long, its tail at 0.</summary>
internal static class LaneArrowShape
{
    /// <summary>
    /// Half the width of the paint at a distance from the tail, and where its middle is; 0 where there is none.
    /// </summary>
    public static double HalfWidth(double along, int turn, double across, out double middle)
    {
        middle = 0;
        if (along is < 0 or > 5) return 0;
        if (turn == 0) return along < 3.2 ? 0.09 : 0.45 * (5 - along) / 1.8;
        // A bend: the shaft goes over into a head that points aside.
        var side = across * turn;
        if (along < 3.4 && side < 0.15) return 0.09;
        if (along is > 3.0 and < 3.5 && side is > -0.09 and < 0.5)
        {
            middle = 0.2 * turn;
            return 0.3;
        }

        var head = 1 - Math.Abs((along - 3.25) / 0.9);
        if (head <= 0) return 0;
        middle = turn * (0.5 + (0.3 * head));
        return 0.3 * head;
    }
}
