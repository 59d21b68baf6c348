namespace Perception.Geometry;

/// <summary>One value of a point: its name, the byte where it begins, and its type.</summary>
public readonly record struct PointField(string Name, int Offset, PointFieldType Type);
