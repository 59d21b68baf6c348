using System.Diagnostics;
using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Ros2DotNet;
using Ros2DotNet.Messages.NavMsgs;
using Ros2DotNet.Messages.RosgraphMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tf2Msgs;

namespace Perception.Cli.Simulation;

/// <summary>Publishes a simulated rig. Stamps are of simulated time, which begins at the time of the start.</summary>
internal sealed class RigPublisher : IDisposable
{
    private static readonly QosProfile ImageQos = QosProfile.Default with { Depth = 1 };
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly RigMessages _messages;
    private readonly Publisher<Image>[] _images;
    private readonly Publisher<CameraInfo>[] _infos;
    private readonly Publisher<Clock> _clock;
    private readonly Publisher<TFMessage> _tf;
    private readonly Publisher<TFMessage> _staticTf;
    private readonly Publisher<Odometry> _odometry;
    private readonly TruthPublisher[] _truth;

    /// <param name="node">Whose publishers they are.</param>
    /// <param name="rig">The cameras.</param>
    /// <param name="withTruth">Whether to tell as well what is true of each picture.</param>
    public RigPublisher(Node node, IReadOnlyList<CameraMount> rig, bool withTruth)
    {
        _messages = new RigMessages(rig, node.Now());
        _clock = node.CreatePublisher<Clock>("/clock", QosProfile.Default with { Depth = 1 });
        _tf = node.CreatePublisher<TFMessage>("/tf", QosProfile.Tf);
        _staticTf = node.CreatePublisher<TFMessage>("/tf_static", QosProfile.Latched);
        _odometry = node.CreatePublisher<Odometry>("/odom", QosProfile.Default);
        _images = [.. rig.Select(mount => node.CreatePublisher<Image>($"/{mount.Name}/image_raw", ImageQos))];
        _infos = [.. rig.Select(mount => node.CreatePublisher<CameraInfo>($"/{mount.Name}/camera_info", ImageQos))];
        _truth = withTruth ? [.. rig.Select(mount => new TruthPublisher(node, mount))] : [];
        _staticTf.Publish(_messages.StaticTf);
    }

    /// <summary>Simulated time that has passed on the clock on the wall.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public IEnumerable<string> ImageTopics => _images.Select(publisher => publisher.Topic);

    /// <summary>The clock and where the vehicle is, before the pictures of the same moment.</summary>
    public void PublishPose(Drive drive, double seconds)
    {
        _messages.SetPose(drive, seconds);
        _clock.Publish(_messages.Clock);
        _tf.Publish(_messages.Tf);
        _odometry.Publish(_messages.Odometry);
    }

    public void PublishImage(int camera, FrameBuffers frame, double seconds)
    {
        _messages.SetImage(camera, frame, seconds);
        _images[camera].Publish(_messages.Images[camera]);
        _infos[camera].Publish(_messages.Infos[camera]);
    }

    /// <summary>What is true of a picture, where that was asked for.</summary>
    public void PublishTruth(Drive drive, int camera, FrameBuffers frame, double seconds)
    {
        if (_truth.Length > 0) _truth[camera].Publish(frame, drive.Truth(camera, frame), _messages.At(seconds));
    }

    public void Dispose()
    {
        foreach (var publisher in _truth) publisher.Dispose();
        foreach (var publisher in _images) publisher.Dispose();
        foreach (var publisher in _infos) publisher.Dispose();
        _clock.Dispose();
        _tf.Dispose();
        _staticTf.Dispose();
        _odometry.Dispose();
    }
}
