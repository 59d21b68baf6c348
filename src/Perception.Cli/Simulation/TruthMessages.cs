using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Ros2DotNet;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Cli.Simulation;

/// <summary>What is true of a rendered picture, as messages.</summary>
internal static class TruthMessages
{
    /// <summary>Boxes of what shows of each object, in pixels whose centres are whole numbers.</summary>
    public static Detection2DArray Boxes(FrameTruth truth, string frameId, RosTime stamp)
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
            var box = item.Visible;
            (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y) =
                (((box.Left + box.Right) / 2) - 0.5, ((box.Top + box.Bottom) / 2) - 0.5);
            (detection.Bbox.SizeX, detection.Bbox.SizeY) = (box.Width, box.Height);
        }

        return message;
    }

    /// <summary>Boxes in space, in the optical frame, in metres.</summary>
    public static Detection3DArray Objects(FrameTruth truth, string frameId, RosTime stamp)
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
            (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y, detection.Bbox.Center.Position.Z) =
                (p.X, p.Y, p.Z);
            RigMessages.Fill(detection.Bbox.Center.Orientation, item.CameraFromBox);
            (detection.Bbox.Size.X, detection.Bbox.Size.Y, detection.Bbox.Size.Z) =
                (item.Size.X, item.Size.Y, item.Size.Z);
        }

        return message;
    }

    /// <summary>
    /// The lines of the road; a pixel's z is 1 where the line is out of the picture or something stands before it.
    /// </summary>
    public static LaneLines Lanes(FrameTruth truth, FrameBuffers frame, string frameId, RosTime stamp)
    {
        var message = new LaneLines { Width = (uint)frame.Width, Height = (uint)frame.Height };
        RigMessages.Stamp(message.Header, frameId, stamp);
        var opticalFromBase = truth.BaseFromOptical.Inverse();
        foreach (var lane in truth.Lanes.Where(lane => lane.Points.Count > 0)
            .OrderByDescending(lane => lane.OffsetMetres))
        {
            var line = message.Lines.Add();
            (line.Type, line.Confidence) = (lane.Role, 1);
            line.Coverage = (float)lane.Points.Average(point => point.IsPainted ? 1.0 : 0);
            foreach (var point in lane.Points)
            {
                var pixel = line.Pixels.Add();
                (pixel.X, pixel.Y, pixel.Z) = ((float)point.U, (float)point.V, point.IsVisible ? 0 : 1);
                var p = opticalFromBase * point.PointInBase;
                var place = line.Points.Add();
                (place.X, place.Y, place.Z) = (p.X, p.Y, p.Z);
            }
        }

        return message;
    }

    /// <summary>The class of each pixel, mono8.</summary>
    public static RosImage Semantic(FrameBuffers frame, string frameId, RosTime stamp) =>
        Plane(frame, PixelFormat.Mono8, 1, frame.Semantic, frameId, stamp);

    /// <summary>Metres along the optical axis, 32FC1, NaN where there is no surface.</summary>
    public static RosImage Depth(FrameBuffers frame, string frameId, RosTime stamp) =>
        Plane(frame, PixelFormat.Depth32F, 4, MemoryMarshal.AsBytes<float>(frame.DepthMetres), frameId, stamp);

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
            Width = (uint)frame.Width,
            Height = (uint)frame.Height,
            Step = (uint)(bytes * frame.Width),
            Encoding = ImageEncodings.ToRos(format),
        };
        RigMessages.Stamp(message.Header, frameId, stamp);
        message.Data.Resize(data.Length);
        data.CopyTo(message.Data.AsSpan());
        return message;
    }
}
