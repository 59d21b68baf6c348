namespace Perception.Geometry;

/// <summary>
/// Points as <c>sensor_msgs/PointCloud2</c> holds them, little-endian; valid until its maker makes the next.
/// </summary>
public readonly ref struct PointCloud(ReadOnlySpan<byte> data, int width, int height, PointLayout layout, bool isDense)
{
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>Points in a row; all points where there is one row.</summary>
    public int Width { get; } = width;

    public int Height { get; } = height;

    public PointLayout Layout { get; } = layout;

    /// <summary>Whether no point is NaN.</summary>
    public bool IsDense { get; } = isDense;
}
