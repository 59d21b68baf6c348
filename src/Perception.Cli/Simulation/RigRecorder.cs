using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Ros2DotNet;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Cli.Simulation;

/// <summary>Writes a simulated rig and its truth into a bag, on simulated time: the same drive gives the same bag.</summary>
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

    /// <summary>The picture, camera_info, and what is true of the picture.</summary>
    public void WriteImage(int camera, FrameBuffers frame, FrameTruth truth, double seconds)
    {
        var (stamp, name, optical) = (_messages.At(seconds), _rig[camera].Name, _rig[camera].OpticalFrame);
        _messages.SetImage(camera, frame, seconds);
        Write($"/{name}/image_raw", _messages.Images[camera], stamp, QosProfile.Default);
        Write($"/{name}/camera_info", _messages.Infos[camera], stamp, QosProfile.Default);
        Write($"/{name}/truth/detections", Detections2D(truth, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/objects", Detections3D(truth, optical, stamp), stamp, QosProfile.Default);
        Write($"/{name}/truth/semantic", Plane(frame, PixelFormat.Mono8, 1, frame.Semantic, optical, stamp), stamp,
            QosProfile.Default);
        Write($"/{name}/truth/depth", Plane(frame, PixelFormat.Depth32F, 4,
            MemoryMarshal.AsBytes<float>(frame.DepthMetres), optical, stamp), stamp, QosProfile.Default);
    }

    private static Detection2DArray Detections2D(FrameTruth truth, string frameId, RosTime stamp)
    {
        var visible = truth.Objects.Where(item => item.VisiblePixels > 0).ToArray();
        var message = new Detection2DArray();
        RigMessages.Stamp(message.Header, frameId, stamp);
        message.Detections.Resize(visible.Length);
        for (var i = 0; i < visible.Length; i++)
        {
            var (item, detection) = (visible[i], message.Detections.AsSpan()[i]);
            RigMessages.Stamp(detection.Header, frameId, stamp);
            detection.Id = $"{item.Id}";
            detection.Results.Resize(1);
            Name(detection.Results.AsSpan()[0], item);
            // Boxes of messages are in the camera model's pixels, whose centres are whole numbers.
            var box = item.Visible;
            (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y) = (((box.Left + box.Right) / 2) - 0.5, ((box.Top + box.Bottom) / 2) - 0.5);
            (detection.Bbox.SizeX, detection.Bbox.SizeY) = (box.Width, box.Height);
        }

        return message;
    }

    private static Detection3DArray Detections3D(FrameTruth truth, string frameId, RosTime stamp)
    {
        var message = new Detection3DArray();
        RigMessages.Stamp(message.Header, frameId, stamp);
        message.Detections.Resize(truth.Objects.Count);
        for (var i = 0; i < truth.Objects.Count; i++)
        {
            var (item, detection) = (truth.Objects[i], message.Detections.AsSpan()[i]);
            RigMessages.Stamp(detection.Header, frameId, stamp);
            detection.Id = $"{item.Id}";
            detection.Results.Resize(1);
            Name(detection.Results.AsSpan()[0], item);
            var p = item.CameraFromBox.Origin;
            (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y, detection.Bbox.Center.Position.Z) = (p.X, p.Y, p.Z);
            RigMessages.Fill(detection.Bbox.Center.Orientation, item.CameraFromBox);
            (detection.Bbox.Size.X, detection.Bbox.Size.Y, detection.Bbox.Size.Z) = (item.Size.X, item.Size.Y, item.Size.Z);
        }

        return message;
    }

    private static void Name(ObjectHypothesisWithPose result, ObjectTruth item)
    {
        result.Hypothesis.ClassId = item.Class.ToString().ToUpperInvariant();
        result.Hypothesis.Score = 1;
    }

    private static RosImage Plane(FrameBuffers frame, PixelFormat format, int bytes, ReadOnlySpan<byte> data,
        string frameId, RosTime stamp)
    {
        var message = new RosImage
        {
            Width = (uint)frame.Width, Height = (uint)frame.Height, Step = (uint)(bytes * frame.Width),
            Encoding = ImageEncodings.ToRos(format),
        };
        RigMessages.Stamp(message.Header, frameId, stamp);
        message.Data.Resize(data.Length);
        data.CopyTo(message.Data.AsSpan());
        return message;
    }

    private void Write<T>(string topic, T message, RosTime stamp, QosProfile qos) where T : class, IRosMessage<T>, new()
    {
        if (!_topics.TryGetValue(topic, out var known))
        {
            known = _bag.AddTopic(new BagTopic(topic, T.TypeName)
            {
                TypeHash = T.TypeHash, OfferedQos = QosText.Format([qos]),
                Definition = new MessageDefinition("ros2msg", T.Definition),
            });
            _topics.Add(topic, known);
        }

        var size = T.GetSerializedSize(message);
        if (_scratch.Length < size) _scratch = new byte[size];
        _bag.Write(known, stamp.Nanoseconds, _scratch.AsSpan(0, T.Serialize(message, _scratch)));
    }
}
