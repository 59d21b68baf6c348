namespace Perception.Evaluation.Kitti;

/// <summary>
/// Which objects KITTI asks for: boxes that are higher, less occluded and less truncated than it says. Others are
/// ignored, and so are detections that are lower.
/// </summary>
/// <param name="LeastHeight">In pixels.</param>
/// <param name="MostOcclusion">As this project counts KITTI's levels: 0 fully visible, 0.25 partly, 0.6 largely.
/// </param>
/// <param name="MostTruncation">Share outside of the picture.</param>
public sealed record KittiDifficulty(string Name, double LeastHeight, double MostOcclusion, double MostTruncation)
{
    /// <summary>Easy, moderate and hard.</summary>
    public static IReadOnlyList<KittiDifficulty> All { get; } =
        [new("easy", 40, 0, 0.15), new("moderate", 25, 0.25, 0.3), new("hard", 25, 0.6, 0.5)];
}
