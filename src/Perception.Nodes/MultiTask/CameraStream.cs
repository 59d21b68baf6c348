using Perception.Geometry;
using Perception.Nodes.Calibration;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Perception.Preprocessing;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>One camera of the node: its topics, its geometry and what was counted of it.</summary>
internal sealed class CameraStream : IDisposable
{
    // A transform that is not there is looked for again after so many rounds.
    private const int RoundsBetweenSearches = 10;

    private readonly MultiTaskParameters _parameters;
    private readonly GroundSource _groundSource;
    private (CameraValues? Values, LetterboxTransform Transform, LoadedNetwork? Network,
        GroundPlane? Ground) _spaceOf;
    private CameraSpace? _space;
    private GroundPlane? _ground;
    private volatile string? _frameId;
    private volatile string _geometryProblem = "";
    private volatile string _groundProblem = "";
    private int _roundsToSearch;
    private long _aged;
    private long _failed;

    public CameraStream(Node node, MultiTaskParameters parameters, int index, Action<CameraStream, MessageLoan,
        bool> accept)
    {
        (_parameters, Index) = (parameters, index);
        Name = parameters.Cameras[index];
        var prefix = Name.Length == 0 ? "~/" : $"~/{Name}/";
        Policy = parameters.PolicyOf(index);
        Images = new ImageStageInput(node, $"{prefix}in/image", parameters.ImageTransport,
            (loan, compressed) => accept(this, loan, compressed));
        Info = new CameraInfoInput(node, InfoTopic(node, $"{prefix}in/camera_info", Images.Topic));
        Outputs = new CameraOutputs(node, prefix, parameters);
        Bad = new BadFrames(node.Logger);
        _groundSource =
            new GroundSource(node, parameters.CameraHeightM, parameters.CameraPitchDeg, parameters.CameraRollDeg,
            parameters.GroundFrame);
        if (parameters.CameraHeightM > 0)
        {
            FindGround("");
        }
    }

    public string Name { get; }

    public int Index { get; }

    /// <summary>Which lane of its pipeline's queue is its own.</summary>
    public int Lane { get; set; }

    public DeliveryPolicy Policy { get; }

    public ImageStageInput Images { get; }

    public CameraInfoInput Info { get; }

    public CameraOutputs Outputs { get; }

    public BadFrames Bad { get; }

    /// <summary>Images dropped because they became too old while the network was busy.</summary>
    public long Aged => Volatile.Read(ref _aged);

    /// <summary>Images that the network's backend failed on.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Images older than the one before them.</summary>
    public long Backwards => Outputs.Times.Backwards;

    /// <summary>Why results have no place in space; empty where they have, or where nobody asks.</summary>
    public string GeometryProblem => _geometryProblem;

    public bool HasListeners => Outputs.HaveListeners;

    public void CountFailed() => Interlocked.Increment(ref _failed);

    public void CountAged() => Interlocked.Increment(ref _aged);

    /// <summary>Opens and closes subscriptions, and looks where the ground is; for the executor's thread.</summary>
    public void Update()
    {
        Images.Update(HasListeners);
        Info.Update(Outputs.WantGeometry);
        if (!Outputs.WantGeometry)
        {
            _geometryProblem = "";
        }

        if (Outputs.WantGround && _frameId is { } frameId && --_roundsToSearch < 0)
        {
            FindGround(frameId);
        }
    }

    /// <summary>What results of this frame mean in space; for the publishing thread.</summary>
    public CameraSpace SpaceOf(MultiTaskJob job)
    {
        var frame = job.Frame;
        _frameId = frame.FrameId;
        var values = Info.Current;
        if (values is not null && (values.ImageWidth != frame.SourceWidth || values.ImageHeight != frame.SourceHeight))
        {
            SetProblem(values, frame);
            values = null;
        }
        else
        {
            _geometryProblem = "";
        }

        var key = (values, job.Slot.Transform, job.Network, Volatile.Read(ref _ground));
        if (_space is null || key != _spaceOf)
        {
            _spaceOf = key;
            var camera = values is null ? null
                : _parameters.Rectified ? CameraModel.OfRectified(values) : CameraModel.OfRaw(values);
            _space = new CameraSpace(job.Network.Facts.Space, job.Slot.Transform, camera, key.Item4);
        }

        return _space;
    }

    /// <summary>What keeps results from having a place in space; null where nothing does or nobody asks.</summary>
    public Health? FindGeometryConcern(double staleAfterSeconds)
    {
        if (!Outputs.WantGeometry) return null;
        if (_geometryProblem.Length > 0) return Health.Error(_geometryProblem);
        if (Info.Received == 0) return Health.Stale(Info.Problem);
        if (Info.FindConcern(staleAfterSeconds) is { } concern) return concern;
        return Outputs.WantGround && _groundProblem.Length > 0 ? Health.Warn(_groundProblem) : null;
    }

    public void Dispose()
    {
        Images.Dispose();
        Info.Dispose();
        Outputs.Dispose();
        _groundSource.Dispose();
    }

    private void FindGround(string frameId)
    {
        try
        {
            Volatile.Write(ref _ground, _groundSource.Find(frameId));
            _groundProblem = "";
        }
        catch (CalibrationException e)
        {
            _groundProblem = e.Message;
            _roundsToSearch = RoundsBetweenSearches;
        }
    }

    // Unless it is remapped for itself, camera_info lies beside the image, as image_transport has it.
    private static string InfoTopic(Node node, string own, string imageTopic)
    {
        var resolved = node.ResolveTopic(own);
        var isRemapped = resolved != node.FullyQualifiedName + own[1..];
        return isRemapped || !imageTopic.Contains('/') ? resolved : Beside(imageTopic);
    }

    private static string Beside(string imageTopic)
    {
        const string Compressed = "/compressed";
        var raw = imageTopic.EndsWith(Compressed, StringComparison.Ordinal)
            ? imageTopic[..^Compressed.Length]
            : imageTopic;
        return $"{raw[..raw.LastIndexOf('/')]}/camera_info";
    }

    // Said once for each change: the sentence is a string.
    private void SetProblem(CameraValues values, CameraFrame frame)
    {
        if (_geometryProblem.Length == 0 || _spaceOf.Values is not null)
        {
            _geometryProblem = $"images of {frame.SourceWidth}x{frame.SourceHeight} do not fit the camera_info on " +
                $"{Info.Topic} of {values.ImageWidth}x{values.ImageHeight}";
        }
    }
}
