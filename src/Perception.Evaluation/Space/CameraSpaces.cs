using Perception.Evaluation.Datasets;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Evaluation.Space;

/// <summary>The space before each camera of a dataset, kept until its calibration changes.</summary>
internal sealed class CameraSpaces(ModelManifest manifest)
{
    private readonly NetworkPriors _priors = new(manifest);
    private readonly Dictionary<string, CameraSpace> _byCamera = [];

    /// <summary>That of a frame whose results came through a letterbox.</summary>
    public CameraSpace Of(LabelledFrame frame, in LetterboxTransform transform)
    {
        var name = frame.Camera ?? "";
        if (!_byCamera.TryGetValue(name, out var space) || !space.IsOf(frame, transform))
        {
            _byCamera[name] = space = new CameraSpace(_priors, frame, transform);
        }

        return space;
    }
}
