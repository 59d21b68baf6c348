using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Ros2DotNet;
using Ros2DotNet.Bags;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Perception.Cli.Simulation;

/// <summary>
/// Writes a simulated rig and its truth into a bag, on simulated time: the same drive gives the same bag.
/// </summary>
internal sealed class RigRecorder
{
    private readonly BagWriter _bag;
    private readonly IReadOnlyList<CameraMount> _rig;
    private readonly RigMessages _messages;
    private readonly Dictionary<string, BagTopic> _topics = [];
    private byte[] _scratch = [];

    public RigRecorder(BagWriter bag, IReadOnlyList<CameraMount> rig, RosTime start)
    {
        (_bag, _rig, _messages) = (bag, rig, new RigMessages(rig, start));
        Write("/tf_static", _messages.StaticTf, start, QosProfile.Latched);
    }

    public void WritePose(Drive drive, double seconds)
    {
        _messages.SetPose(drive, seconds);
        Write("/tf", _messages.Tf, _messages.At(seconds), QosProfile.Tf);
        Write("/odom", _messages.Odometry, _messages.At(seconds), QosProfile.Default);
    }

    /// <summary>What the whole drive has in common: light and weather, and what lies beside the road.</summary>
    public void WriteSetting(Drive drive)
    {
        WriteWord("/truth/conditions", drive.Conditions);
        WriteWord("/truth/surroundings", drive.Surroundings);
    }

    /// <summary>The picture, camera_info, and what is true of the picture.</summary>
    public void WriteImage(int camera, FrameBuffers frame, FrameTruth truth, double seconds)
    {
        var (stamp, name, optical) = (_messages.At(seconds), _rig[camera].Name, _rig[camera].OpticalFrame);
        _messages.SetImage(camera, frame, seconds);
        Write($"/{name}/image_raw", _messages.Images[camera], stamp, QosProfile.Default);
        Write($"/{name}/camera_info", _messages.Infos[camera], stamp, QosProfile.Default);
        Write($"/{name}/truth/detections", TruthMessages.Boxes(truth, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/objects", TruthMessages.Objects(truth, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/semantic", TruthMessages.Semantic(frame, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/depth", TruthMessages.Depth(frame, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/lanes", TruthMessages.Lanes(truth, frame, optical, stamp), stamp, QosProfile.Default);
    }

    private void WriteWord(string topic, Enum value) => Write(
        topic, new StringMessage { Data = value.ToString().ToLowerInvariant() }, _messages.At(0), QosProfile.Latched);

    private void Write<T>(string topic, T message, RosTime stamp, QosProfile qos) where T : class, IRosMessage<T>, new()
    {
        if (!_topics.TryGetValue(topic, out var known))
        {
            known = _bag.AddTopic(new BagTopic(topic, T.TypeName)
            {
                TypeHash = T.TypeHash,
                OfferedQos = QosText.Format([qos]),
                Definition = new MessageDefinition("ros2msg", T.Definition),
            });
            _topics.Add(topic, known);
        }

        var size = T.GetSerializedSize(message);
        if (_scratch.Length < size) _scratch = new byte[size];
        _bag.Write(known, stamp.Nanoseconds, _scratch.AsSpan(0, T.Serialize(message, _scratch)));
    }
}
