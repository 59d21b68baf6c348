using Perception.Decoding.Lanes;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Lanes;
using Perception.Evaluation.Space;
using Perception.Pipelines;

namespace Perception.Evaluation.Replay;

/// <summary>Compares lines, fitted to lane masks as the nodes fit them, with those of the truth.</summary>
internal static class LaneJudge
{
    // A line is found where it is off by less than four pixels of a picture that is 640 wide.
    private const double TolerancePerWidth = 4 / 640.0;
    private const double ToleranceMetres = 0.3;
    private const double StepMetres = 1;

    private static readonly double ReachMetres = new LaneOptions().MaximumMetres;

    public static LaneCounts Judge(NetworkResult result, LabelledFrame frame, CameraSpace space, int width)
    {
        var (scaleX, scaleY) = space.ScaleOf(result.Lanes);
        var (inPixels, onGround) = (new List<LaneVertex[]>(), new List<LaneVertex[]>());
        foreach (var curve in space.Lanes(result))
        {
            inPixels.Add([.. curve.Pixels.ToArray().Select(pixel => new LaneVertex(
                (pixel.U + 0.5) / scaleX - 0.5, (pixel.V + 0.5) / scaleY - 0.5))]);
            onGround.Add([.. curve.GroundPoints.ToArray().Select(point => new LaneVertex(point.X, point.Y))]);
        }

        var tolerance = width * TolerancePerWidth;
        return new LaneCounts(
            LaneMatcher.Count(inPixels, frame.LanesInPixels!, tolerance, tolerance),
            frame.LanesOnGround is { } truth && space.IsCalibrated
                ? LaneMatcher.Count(onGround, Near(truth), ToleranceMetres, StepMetres) : null);
    }

    // Lines are fitted so far and no farther; what lies beyond is not asked for.
    private static IReadOnlyList<LaneVertex>[] Near(IReadOnlyList<IReadOnlyList<LaneVertex>> truth) =>
        [.. truth.Select(line => line.Select(
            vertex => vertex with { IsVisible = vertex.IsVisible && vertex.X <= ReachMetres }).ToArray())];
}
