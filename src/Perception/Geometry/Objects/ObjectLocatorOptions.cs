namespace Perception.Geometry.Objects;

/// <summary>How boxes become objects in space.</summary>
public sealed record ObjectLocatorOptions
{
    /// <summary>For each class of detections its prior; those with null are not located.</summary>
    public required IReadOnlyList<ClassSize?> Classes { get; init; }

    /// <summary>Standard deviation of depth as part of it: that of the network, or about 0.01 for true depth.</summary>
    public double RelativeDepthSigma { get; init; } = 0.05;

    /// <summary>Of the edges of boxes, in pixels of the image they were found in.</summary>
    public double BoxSigmaPixels { get; init; } = 2;

    /// <summary>Of the ground's slope and the camera's pitch together.</summary>
    public double PitchSigmaRadians { get; init; } = 0.01;

    /// <summary>Whether the lower edge of boxes is taken as ground contact.</summary>
    public bool UseGroundContact { get; init; } = true;

    public double MaximumMetres { get; init; } = 120;

    /// <summary>One sentence about the first value that cannot be; null where all are good.</summary>
    public string? FindProblem() =>
        Classes.All(prior => prior is null) ? "no class has a size; at least one is needed to locate objects"
        : !(RelativeDepthSigma > 0) || !(BoxSigmaPixels > 0) || !(PitchSigmaRadians > 0)
            ? "the deviations of depth, boxes and pitch must be above 0"
        : !(MaximumMetres > 0) || !double.IsFinite(MaximumMetres)
            ? $"the farthest object is {MaximumMetres} m away; above 0 is needed"
        : null;
}
