namespace Perception.Geometry.Objects;

/// <summary>How large an object is: along its heading, across, and up.</summary>
public readonly record struct ObjectSize(double LengthMetres, double WidthMetres, double HeightMetres);
