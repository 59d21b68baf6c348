namespace Perception.Simulation.Rendering;

/// <summary>
/// A triangle as functions that are linear over the plane z = 1 (Olano and Greer 1997): three edge functions, not
/// negative inside and in the ratio of the barycentric coordinates, and closeness, 1/z in perspective. No clipping is
/// needed.
/// </summary>
internal struct TriangleSetup
{
    public float A0, B0, C0;
    public float A1, B1, C1;
    public float A2, B2, C2;
    public float AZ, BZ, CZ;

    /// <summary>
    /// Closeness once more: the floats choose which triangle is nearest, these give its depth to the micrometre.
    /// </summary>
    public double ExactAZ, ExactBZ, ExactCZ;
    public float LowX, HighX, LowY, HighY;

    /// <summary>Index of the triangle in its mesh.</summary>
    public int Triangle;

    /// <summary>Index of the drawable in the view.</summary>
    public int Draw;
}
