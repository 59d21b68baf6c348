using System.Runtime.Intrinsics;

namespace Perception.Simulation.Rendering;

/// <summary>
/// A rectangle of a view's plane, made to find those that meet another at the cost of one comparison each.
/// </summary>
internal readonly struct Extent
{
    // Low ends, then high ends with their signs turned: the smaller the value, the farther it reaches.
    private readonly Vector128<float> _ends;

    public Extent(float lowX, float highX, float lowY, float highY) =>
        _ends = Vector128.Create(lowX, lowY, -highX, -highY);

    private Extent(Vector128<float> ends) => _ends = ends;

    /// <summary>Meets nothing, and adds nothing.</summary>
    public static Extent Empty => new(Vector128.Create(float.MaxValue));

    /// <summary>The smallest rectangle that holds both.</summary>
    public static Extent operator |(Extent a, Extent b) => new(Vector128.Min(a._ends, b._ends));

    /// <summary>Whether two rectangles have a point in common.</summary>
    public bool Meets(Extent other) =>
        !Vector128.GreaterThanAny(_ends, -Vector128.Shuffle(other._ends, Vector128.Create(2, 3, 0, 1)));
}
