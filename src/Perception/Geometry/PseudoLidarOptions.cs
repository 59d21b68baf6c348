namespace Perception.Geometry;

/// <summary>Which pixels of a depth map become points, and how the points are written.</summary>
public sealed record PseudoLidarOptions
{
    public PointLayout Layout { get; init; } = PointLayout.XyzRgb;

    /// <summary>Every how many-th row and column is used.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Side of cubes that keep one point each, the mean of theirs; 0 keeps all.</summary>
    public float VoxelMetres { get; init; }

    /// <summary>Distance from the camera, not depth.</summary>
    public float MinimumRangeMetres { get; init; }

    public float MaximumRangeMetres { get; init; } = 100;

    /// <summary>Above the ground; without a ground plane above the camera.</summary>
    public float MinimumHeightMetres { get; init; } = float.NegativeInfinity;

    public float MaximumHeightMetres { get; init; } = float.PositiveInfinity;

    /// <summary>Points of lower confidence are dropped.</summary>
    public float MinimumConfidence { get; init; }

    /// <summary>Classes whose pixels become no points: the sky, the own bonnet.</summary>
    public IReadOnlyList<int> DroppedClasses { get; init; } = [];

    /// <summary>Where not empty, only these classes become points.</summary>
    public IReadOnlyList<int> KeptClasses { get; init; } = [];

    /// <summary>
    /// Whether the cloud keeps the rows and columns of the depth map, with NaN where there is no point.
    /// </summary>
    public bool Organised { get; init; }

    /// <summary>One sentence about the first value that cannot be; null where all are good.</summary>
    public string? FindProblem() =>
        Stride < 1 ? $"the stride of the cloud is {Stride}; 1 or more is needed"
        : !(VoxelMetres >= 0) || !float.IsFinite(VoxelMetres)
            ? $"the voxels of the cloud are {VoxelMetres} m; 0 or more is needed"
        : VoxelMetres > 0 && Organised ? "a cloud cannot be organised and reduced to voxels; one of both is allowed"
        : !(MinimumRangeMetres >= 0) || !(MaximumRangeMetres > MinimumRangeMetres) ||
            !float.IsFinite(MaximumRangeMetres)
            ? $"the range of the cloud is {MinimumRangeMetres} to {MaximumRangeMetres} m; " +
                "finite numbers from 0 on that grow are needed"
        : VoxelMetres > 0 && MaximumRangeMetres / VoxelMetres >= VoxelGrid.MostCells
            ? $"voxels of {VoxelMetres} m in a range of {MaximumRangeMetres} m are too many; one of " +
                $"{MaximumRangeMetres / VoxelGrid.MostCells:G2} m is the smallest"
        : !(MaximumHeightMetres > MinimumHeightMetres)
            ? $"the heights of the cloud are {MinimumHeightMetres} to {MaximumHeightMetres} m; the second must be more"
        : DroppedClasses.Concat(KeptClasses).Any(id => id is < 0 or > 255)
            ? "the classes of the cloud are numbers from 0 to 255"
        : null;
}
