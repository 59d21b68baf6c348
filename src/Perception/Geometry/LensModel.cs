namespace Perception.Geometry;

/// <summary>The distortion models of REP 104 and OpenCV.</summary>
public enum LensModel
{
    /// <summary>k1, k2, p1, p2 and maybe k3 (Brown 1966): a polynomial of the radius and tangential terms.</summary>
    PlumbBob,

    /// <summary>k1, k2, p1, p2, k3, k4, k5, k6: a quotient of two polynomials and tangential terms.</summary>
    RationalPolynomial,

    /// <summary>k1 to k4 (Kannala and Brandt 2006): a polynomial of the angle; for fisheye lenses.</summary>
    Equidistant,
}
