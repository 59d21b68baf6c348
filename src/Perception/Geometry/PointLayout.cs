namespace Perception.Geometry;

/// <summary>What the bytes of a point are; all begin with x, y, z in metres.</summary>
public enum PointLayout
{
    Xyz,

    /// <summary>With <c>rgb</c>: a float whose bits are 0x00RRGGBB, as PCL and RViz read it.</summary>
    XyzRgb,

    /// <summary>With a float <c>intensity</c>: the confidence.</summary>
    Xyzi,

    /// <summary>
    /// Autoware's PointXYZIRC: intensity of 8 bits (confidence times 255), return type 1 (single strongest), channel
    /// (the class).
    /// </summary>
    Xyzirc,

    /// <summary>With <c>rgb</c>, <c>label</c> (the class) and <c>confidence</c>.</summary>
    Full,
}
