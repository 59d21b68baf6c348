namespace Perception.Geometry;

/// <summary>Fields and sizes of the layouts.</summary>
public static class PointLayouts
{
    private static readonly PointField[] Xyz =
        [new("x", 0, PointFieldType.Float32), new("y", 4, PointFieldType.Float32), new("z", 8, PointFieldType.Float32)];

    private static readonly PointField[][] All =
    [
        Xyz,
        [.. Xyz, new("rgb", 12, PointFieldType.Float32)],
        [.. Xyz, new("intensity", 12, PointFieldType.Float32)],
        [
            .. Xyz, new("intensity", 12, PointFieldType.UInt8), new("return_type", 13, PointFieldType.UInt8),
            new("channel", 14, PointFieldType.UInt16),
        ],
        [
            .. Xyz, new("rgb", 12, PointFieldType.Float32), new("label", 16, PointFieldType.UInt16),
            new("confidence", 20, PointFieldType.Float32),
        ],
    ];

    /// <summary>Bytes from one point to the next.</summary>
    public static int PointStep(this PointLayout layout) => layout switch
    {
        PointLayout.Xyz => 12,
        PointLayout.Full => 24,
        _ => 16,
    };

    public static IReadOnlyList<PointField> Fields(this PointLayout layout) => All[(int)layout];
}
