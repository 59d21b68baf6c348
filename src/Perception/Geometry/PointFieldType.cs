namespace Perception.Geometry;

/// <summary>Types of a point's fields, numbered as in <c>sensor_msgs/PointField</c>.</summary>
public enum PointFieldType : byte
{
    UInt8 = 2,
    UInt16 = 4,
    Float32 = 7,
}
