using Perception.Geometry;
using Ros2DotNet;
using Ros2DotNet.Tf;

namespace Perception.Nodes.MultiTask;

/// <summary>Where the ground is below cameras: as parameters say it, or as the transforms of the robot do.</summary>
internal sealed class GroundFinder : IDisposable
{
    private const double LeastChange = 1e-4;

    private readonly string _frame;
    private readonly GroundPlane? _given;
    private readonly TransformBuffer? _buffer;
    private readonly TransformListener? _listener;

    public GroundFinder(Node node, MultiTaskParameters parameters)
    {
        _frame = parameters.GroundFrame;
        if (parameters.CameraHeightM > 0)
        {
            _given = GroundPlane.OfMounting(parameters.CameraHeightM, double.DegreesToRadians(parameters.CameraPitchDeg),
                double.DegreesToRadians(parameters.CameraRollDeg));
            return;
        }

        _buffer = new TransformBuffer();
        _listener = new TransformListener(node, _buffer);
    }

    /// <summary>
    /// The plane in the optical frame of that name; the one before where it is still that, null where nobody tells it.
    /// </summary>
    public GroundPlane? Find(string frameId, GroundPlane? before)
    {
        if (_given is not null)
        {
            return _given;
        }

        if (frameId.Length == 0 || !_buffer!.TryLookup(_frame, frameId, default, out var pose))
        {
            return before;
        }

        var up = pose.Transform.Rotation.Conjugate.Rotate(new Vector3d(0, 0, 1));
        var height = pose.Transform.Translation.Z;
        var direction = new Point3(up.X, up.Y, up.Z);
        return !(height > 0) ? before
            : before is not null && (before.Up - direction).Length < LeastChange &&
                Math.Abs(before.CameraHeightMetres - height) < LeastChange ? before
            : new GroundPlane(direction, height);
    }

    public void Dispose() => _listener?.Dispose();
}
