using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Lanes;
using Perception.Geometry;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Evaluation.Replay;

/// <summary>Fits lines to lane masks as the nodes do, and compares them with those of the truth.</summary>
internal sealed class LaneJudge(ClassMapOutput output)
{
    // A line is found where it is off by less than four pixels of a picture that is 640 wide.
    private const double TolerancePerWidth = 4 / 640.0;
    private const double ToleranceMetres = 0.3;
    private const double StepMetres = 1;

    private readonly LaneOptions _options = new()
    {
        TypeOfClass = [.. output.Classes.Select((name, id) => name == ClassMapOutput.NoLine ? -1 : id)],
    };

    private LaneDecoder? _decoder;
    private (CameraModel? Camera, GroundPlane? Ground, int Width, int Height) _decoderFor;

    public LaneCounts Judge(NetworkResult result, LabelledFrame frame, int width, int height)
    {
        var map = result.Lanes;
        var mask = new ClassMask(map.Values, map.Width, map.Height);
        var curves = DecoderFor(frame, map.Width, map.Height).Decode(mask, result.LaneProbability.Values);
        var (inPixels, onGround) = (new List<LaneVertex[]>(), new List<LaneVertex[]>());
        foreach (var curve in curves)
        {
            inPixels.Add([.. curve.Pixels.ToArray().Select(pixel => new LaneVertex(
                (pixel.U + 0.5) * width / map.Width - 0.5, (pixel.V + 0.5) * height / map.Height - 0.5))]);
            onGround.Add([.. curve.GroundPoints.ToArray().Select(point => new LaneVertex(point.X, point.Y))]);
        }

        var tolerance = width * TolerancePerWidth;
        return new LaneCounts(
            LaneMatcher.Count(inPixels, frame.LanesInPixels!, tolerance, tolerance),
            frame.LanesOnGround is { } truth && _decoderFor.Ground is not null
                ? LaneMatcher.Count(onGround, Near(truth), ToleranceMetres, StepMetres) : null);
    }

    private LaneDecoder DecoderFor(LabelledFrame frame, int width, int height)
    {
        var wanted = (frame.CameraModel, frame.Ground, width, height);
        if (_decoder is null || _decoderFor != wanted)
        {
            _decoderFor = wanted;
            _decoder = frame is { CameraModel: { } camera, Ground: { } ground }
                ? new LaneDecoder(camera.Resized(width, height), ground, _options)
                : new LaneDecoder(width, height, _options);
        }

        return _decoder;
    }

    // Lines are fitted so far and no farther; what lies beyond is not asked for.
    private IReadOnlyList<LaneVertex>[] Near(IReadOnlyList<IReadOnlyList<LaneVertex>> truth) =>
        [.. truth.Select(line => line.Select(
            vertex => vertex with { IsVisible = vertex.IsVisible && vertex.X <= _options.MaximumMetres }).ToArray())];
}
