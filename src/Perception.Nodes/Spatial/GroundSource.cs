using Perception.Geometry;
using Ros2DotNet;
using Ros2DotNet.Tf;

namespace Perception.Nodes.Spatial;

/// <summary>The ground below a camera: as it is mounted by parameters, or from the transform to a frame whose x-y plane
/// is the ground and in which the camera stands still (<c>base_link</c>).</summary>
internal sealed class GroundSource : IDisposable
{
    // What a calibration's last digit moves is no new camera.
    private const double SameDirection = 1e-6;
    private const double SameHeightMetres = 1e-4;

    private readonly string _frame;
    private readonly TransformBuffer? _buffer;
    private readonly TransformListener? _listener;
    private GroundPlane? _ground;

    /// <param name="node">Listens to transforms where they are needed.</param>
    /// <param name="cameraHeightMetres">Above the ground; 0 where a transform says it.</param>
    /// <param name="pitchDegrees">Above 0 looks down.</param>
    /// <param name="rollDegrees">Above 0 leans to the right.</param>
    /// <param name="frame">Whose x-y plane is the ground; empty with a height of 0 for no ground.</param>
    public GroundSource(Node node, double cameraHeightMetres, double pitchDegrees, double rollDegrees, string frame)
    {
        _frame = frame;
        if (cameraHeightMetres > 0)
        {
            _ground = GroundPlane.OfMounting(
                cameraHeightMetres, pitchDegrees * Math.PI / 180, rollDegrees * Math.PI / 180);
        }
        else if (frame.Length > 0)
        {
            _buffer = new TransformBuffer();
            _listener = new TransformListener(node, _buffer);
        }
    }

    /// <summary>The same object while the camera is where it was; null where no ground was asked for.</summary>
    /// <exception cref="CalibrationException">The transform is not there, or the camera is below the
    /// ground.</exception>
    public GroundPlane? Find(string cameraFrame)
    {
        if (_buffer is null)
        {
            return _ground;
        }

        if (cameraFrame.Length == 0)
        {
            throw new CalibrationException(
                $"the ground below a camera whose messages have no frame_id is not known in '{_frame}'");
        }

        if (!_buffer.TryLookup(_frame, cameraFrame, default, out var found))
        {
            _buffer.CanTransform(_frame, cameraFrame, default, out var reason);
            throw new CalibrationException($"the ground below '{cameraFrame}' is not known: {reason}");
        }

        var (place, turn) = (found.Transform.Translation, found.Transform.Rotation);
        var up = turn.Conjugate.Rotate(new Vector3d(0, 0, 1));
        if (_ground is null || Math.Abs(_ground.CameraHeightMetres - place.Z) > SameHeightMetres ||
            (_ground.Up - new Point3(up.X, up.Y, up.Z)).Length > SameDirection)
        {
            _ground = new GroundPlane(new Point3(up.X, up.Y, up.Z), place.Z);
        }

        return _ground;
    }

    public void Dispose() => _listener?.Dispose();
}
