using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Geometry;
using Perception.Simulation.Cameras;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.Tests;

/// <summary>Truth as the messages that nodes read.</summary>
internal static class SpatialMessages
{
    public const string FrameId = "camera_optical_frame";

    public static CameraValues Values(CameraIntrinsics camera) => new()
    {
        Width = camera.Width,
        Height = camera.Height,
        DistortionModel = "plumb_bob",
        D = [camera.K1, camera.K2, camera.P1, camera.P2, 0],
        K = [camera.Fx, 0, camera.Cx, 0, camera.Fy, camera.Cy, 0, 0, 1],
    };

    public static Image Depth(float[] metres, int width, int height)
    {
        var message = new Image
        {
            Width = (uint)width,
            Height = (uint)height,
            Step = (uint)(4 * width),
            Encoding = "32FC1",
        };
        Stamp(message.Header);
        message.Data.Assign(MemoryMarshal.AsBytes(metres.AsSpan()));
        return message;
    }

    public static Image Mask(byte[] classes, int width, int height)
    {
        var message = new Image { Width = (uint)width, Height = (uint)height, Step = (uint)width, Encoding = "mono8" };
        Stamp(message.Header);
        message.Data.Assign(classes);
        return message;
    }

    public static Detection2DArray Detections(IEnumerable<Detection> boxes, Func<int, string> className)
    {
        var message = new Detection2DArray();
        Stamp(message.Header);
        foreach (var box in boxes)
        {
            var item = message.Detections.Add();
            item.Bbox.Center.Position.X = (box.X1 + box.X2) / 2;
            item.Bbox.Center.Position.Y = (box.Y1 + box.Y2) / 2;
            (item.Bbox.SizeX, item.Bbox.SizeY) = (box.Width, box.Height);
            var hypothesis = item.Results.Add().Hypothesis;
            (hypothesis.ClassId, hypothesis.Score) = (className(box.ClassId), 0.9);
        }

        return message;
    }

    public static void Stamp(Header header, int sec = 12)
    {
        header.FrameId = FrameId;
        (header.Stamp.Sec, header.Stamp.Nanosec) = (sec, 345);
    }

    public static Point3[] Points(PointCloud2 cloud)
    {
        var points = new Point3[cloud.Width * cloud.Height];
        for (var i = 0; i < points.Length; i++)
        {
            var place = MemoryMarshal.Cast<byte, float>(cloud.Data.AsSpan().Slice(i * (int)cloud.PointStep, 12));
            points[i] = new Point3(place[0], place[1], place[2]);
        }

        return points;
    }
}
