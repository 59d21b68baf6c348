using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Tests.Geometry;
using Perception.Tests.Geometry.Objects;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.Tests;

using Cameras = Perception.Tests.Geometry.Cameras;
using Image = Ros2DotNet.Messages.SensorMsgs.Image;

public sealed class ObjectLocatorNodeTests
{
    private const double MountedMetres = 1.6;
    private const double PitchDegrees = 2;

    private static readonly GroundPlane Ground = GroundPlane.OfMounting(MountedMetres, PitchDegrees * Math.PI / 180);
    private static readonly string[] Mounting =
        ["-p", $"camera_height_m:={MountedMetres}", "-p", $"camera_pitch_deg:={PitchDegrees:F1}", "-p",
            "rectified:=false", "-p", "depth_sigma:=0.01"];

    [Theory]
    [InlineData("pinhole")]
    [InlineData("plumb_bob")]
    [InlineData("equidistant")]
    public void Centres_from_true_depth_and_boxes_are_within_three_percent_of_range(string lens)
    {
        var (camera, world, boxes) = Scene(lens);
        using var test = new NodeUnderTest("object_locator", Mounting);
        DetectedObjects? objects = null;
        Detection3DArray? array = null;
        MarkerArray? markers = null;
        using var first = test.Listen<DetectedObjects>("out/objects", message => Volatile.Write(ref objects, message));
        using var second =
            test.Listen<Detection3DArray>("out/detections3d", message => Volatile.Write(ref array, message));
        using var third = test.Listen<MarkerArray>("out/markers", message => Volatile.Write(ref markers, message));
        Send(test, camera, SpatialMessages.Detections(boxes, NameOf), world.Depth,
            () => Volatile.Read(ref objects) is not null &&
                Volatile.Read(ref array) is not null && Volatile.Read(ref markers) is not null);

        Assert.Equal((SpatialMessages.FrameId, 12), (objects!.Header.FrameId, objects.Header.Stamp.Sec));
        Assert.Equal(world.Blocks.Count, objects.Objects.Count);
        for (var i = 0; i < world.Blocks.Count; i++)
        {
            var (truth, found) = (world.Blocks[i], objects.Objects[i]);
            var pose = found.Kinematics.PoseWithCovariance;
            AssertNear(truth, pose.Pose);
            Assert.Equal(truth.ClassId == 0 ? ObjectClassification.Car : ObjectClassification.Pedestrian,
                found.Classification[0].Label);
            Assert.True(found.Kinematics.HasPositionCovariance);
            Assert.True(pose.Covariance[0] > 0 && pose.Covariance[7] > 0 && pose.Covariance[14] > 0);
            Assert.Equal(pose.Covariance[1], pose.Covariance[6]);
            Assert.NotEqual(DetectedObjectKinematics.Available, found.Kinematics.OrientationAvailability);
            AssertUpright(pose.Pose.Orientation);
            AssertNear(truth, array!.Detections[i].Bbox.Center);
            Assert.Equal(NameOf(truth.ClassId), array.Detections[i].Results[0].Hypothesis.ClassId);
        }

        // The first car stands a little askew.
        var heading = HeadingOf(objects.Objects[0].Kinematics.PoseWithCovariance.Pose.Orientation);
        Assert.Equal(DetectedObjectKinematics.SignUnknown, objects.Objects[0].Kinematics.OrientationAvailability);
        Assert.Equal(0,
            Math.Sin(Math.Atan2(Ground.Left.Dot(heading), Ground.Forward.Dot(heading)) - world.Blocks[0].Yaw), 0.12);
        Assert.Equal(1 + 2 * world.Blocks.Count, markers!.Markers.Count);
        Assert.Equal(Marker.Deleteall, markers.Markers[0].Action);
        Assert.Equal("car", markers.Markers[2].Text);
    }

    [Fact]
    public void Without_depth_the_transform_of_base_link_is_the_ground()
    {
        var (camera, world, boxes) = Scene("pinhole");
        using var test = new NodeUnderTest("object_locator", "-p", "use_depth:=false", "-p", "rectified:=false");
        DetectedObjects? objects = null;
        using var listener =
            test.Listen<DetectedObjects>("out/objects", message => Volatile.Write(ref objects, message));
        using var tf = test.Peer.CreatePublisher<TFMessage>("/tf_static", QosProfile.Latched);

        // Until the transform comes the frames are counted, not located.
        Send(test, camera, SpatialMessages.Detections(boxes, NameOf), null, () => test.Counters.Bad > 0);
        Assert.StartsWith($"the ground below '{SpatialMessages.FrameId}' is not known: ", test.Counters.LastError);
        tf.Publish(BaseFromCamera());
        Send(test, camera, SpatialMessages.Detections(boxes, NameOf), null,
            () => Volatile.Read(ref objects) is not null);
        Assert.Equal(world.Blocks.Count, objects!.Objects.Count);
        for (var i = 0; i < world.Blocks.Count; i++)
        {
            // By ground contact and size alone: within a fifth.
            var position = objects.Objects[i].Kinematics.PoseWithCovariance.Pose.Position;
            var inGround = Ground.ToGround(new Point3(position.X, position.Y, position.Z));
            var range = Math.Sqrt(world.Blocks[i].X * world.Blocks[i].X + world.Blocks[i].Y * world.Blocks[i].Y);
            Assert.InRange((inGround - world.Blocks[i].Centre).Length, 0, 0.2 * range);
        }
    }

    [Fact]
    public void Objects_of_Autoware_are_located_as_well()
    {
        var (camera, world, boxes) = Scene("pinhole");
        using var test = new NodeUnderTest("object_locator", [.. Mounting, "-p", "input:=objects"]);
        DetectedObjects? objects = null;
        using var listener =
            test.Listen<DetectedObjects>("out/objects", message => Volatile.Write(ref objects, message));
        using var detections = test.Publish<DetectedObjectsWithFeature>("in/detections");
        using var depths = test.Publish<Image>("in/depth");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        var message = new DetectedObjectsWithFeature();
        SpatialMessages.Stamp(message.Header);
        foreach (var box in boxes)
        {
            var item = message.FeatureObjects.Add();
            item.Object.ExistenceProbability = 0.8f;
            var classification = item.Object.Classification.Add();
            (classification.Label, classification.Probability) = ((byte)(box.ClassId == 0 ? 1 : 7), 0.95f);
            (item.Feature.Roi.XOffset, item.Feature.Roi.YOffset) = ((uint)box.X1, (uint)box.Y1);
            (item.Feature.Roi.Width, item.Feature.Roi.Height) = ((uint)box.Width, (uint)box.Height);
        }

        var (depth, info) = (SpatialMessages.Depth(world.Depth, camera.Width, camera.Height),
            NodeUnderTest.Info(camera, SpatialMessages.FrameId, 1));
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(depth);
            detections.Publish(message);
        }, () => Volatile.Read(ref objects) is not null);
        Assert.Equal((0.8f, 0.95f),
            (objects!.Objects[0].ExistenceProbability, objects.Objects[0].Classification[0].Probability));
        for (var i = 0; i < world.Blocks.Count; i++)
            AssertNear(world.Blocks[i], objects.Objects[i].Kinematics.PoseWithCovariance.Pose);
    }

    // 16 bits are millimetres to the last; levels of 32FC1 are d * d / 10100 m wide at a distance of d.
    [Theory]
    [InlineData("16UC1", DepthCompression.Png, "auto")]
    [InlineData("16UC1", DepthCompression.Rvl, "compressed_depth")]
    [InlineData("32FC1", DepthCompression.Png, "compressed_depth")]
    [InlineData("32FC1", DepthCompression.Rvl, "auto")]
    public void Compressed_depth_places_objects_where_the_depth_before_does(
        string encoding, DepthCompression compression, string transport)
    {
        var (camera, world, boxes) = Scene("pinhole");
        var topic = $"/packed/{compression}_{encoding}/compressedDepth";
        using var test = new NodeUnderTest("object_locator",
            [.. Mounting, "-p", $"depth_transport:={transport}", "-r", $"~/in/depth:={topic}"]);
        DetectedObjects? objects = null;
        using var listener =
            test.Listen<DetectedObjects>("out/objects", message => Volatile.Write(ref objects, message));
        using var detections = test.Publish<Detection2DArray>("in/detections");
        using var depths =
            test.Peer.CreatePublisher<CompressedImage>(topic, QosProfile.Default with { Depth = 1 });
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        var (depth, found) = (Packed(world.Depth, camera, encoding, compression),
            SpatialMessages.Detections(boxes, NameOf));
        var info = NodeUnderTest.Info(camera, SpatialMessages.FrameId, 1);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(depth);
            detections.Publish(found);
        }, () => Volatile.Read(ref objects) is not null);
        Assert.Equal(world.Blocks.Count, objects!.Objects.Count);
        for (var i = 0; i < world.Blocks.Count; i++)
            AssertNear(world.Blocks[i], objects.Objects[i].Kinematics.PoseWithCovariance.Pose);
    }

    [Fact]
    public void Damaged_compressed_depth_is_counted_and_the_next_frame_is_located()
    {
        var (camera, world, boxes) = Scene("pinhole");
        using var test = new NodeUnderTest("object_locator",
            [.. Mounting, "-r", "~/in/depth:=/packed/damaged/compressedDepth"]);
        DetectedObjects? objects = null;
        using var listener =
            test.Listen<DetectedObjects>("out/objects", message => Volatile.Write(ref objects, message));
        using var detections = test.Publish<Detection2DArray>("in/detections");
        using var depths = test.Peer.CreatePublisher<CompressedImage>(
            "/packed/damaged/compressedDepth", QosProfile.Default with { Depth = 1 });
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        var (whole, found) = (Packed(world.Depth, camera, "16UC1", DepthCompression.Png),
            SpatialMessages.Detections(boxes, NameOf));
        var damaged = new CompressedImage { Format = whole.Format };
        SpatialMessages.Stamp(damaged.Header);
        damaged.Data.Assign(whole.Data.AsSpan()[..(whole.Data.Count / 2)]);
        var info = NodeUnderTest.Info(camera, SpatialMessages.FrameId, 1);
        SendUntil(damaged, () => test.Counters.LastError.Contains("PNG"));
        Assert.Null(objects);
        SendUntil(whole, () => Volatile.Read(ref objects) is not null);
        Assert.Null(test.Node.Failure);

        void SendUntil(CompressedImage depth, Func<bool> until) => NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(depth);
            detections.Publish(found);
        }, until);
    }

    [Fact]
    public void A_node_without_any_ground_is_stopped_at_start() =>
        Assert.Contains("'camera_height_m'", Assert.Throws<CalibrationException>(() =>
            new NodeUnderTest("object_locator", "-p", "ground_frame:=")).Message);

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var (camera, world, boxes) = Scene("plumb_bob");
        using var test = new NodeUnderTest("object_locator", Mounting);
        using var first = test.Listen<DetectedObjects>("out/objects", _ => { });
        using var second = test.Listen<Detection3DArray>("out/detections3d", _ => { });
        using var third = test.Listen<MarkerArray>("out/markers", _ => { });
        using var detections = test.Publish<Detection2DArray>("in/detections");
        using var depths = test.Publish<Image>("in/depth");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        var message = SpatialMessages.Detections(boxes, NameOf);
        var (depth, info) = (SpatialMessages.Depth(world.Depth, camera.Width, camera.Height),
            NodeUnderTest.Info(camera, SpatialMessages.FrameId, 1));
        test.AssertFramesAllocateNothing(stamp =>
        {
            (message.Header.Stamp.Sec, depth.Header.Stamp.Sec, info.Header.Stamp.Sec) = (stamp, stamp, stamp);
            infos.Publish(info);
            depths.Publish(depth);
            detections.Publish(message);
        });
    }

    private static CompressedImage Packed(
        float[] metres, CameraValues camera, string encoding, DepthCompression compression)
    {
        var isMillimetres = encoding == "16UC1";
        using var depth = Perception.Imaging.Image.Rent(
            camera.Width, camera.Height, isMillimetres ? PixelFormat.Depth16U : PixelFormat.Depth32F);
        for (var i = 0; i < metres.Length; i++)
        {
            if (isMillimetres)
                MemoryMarshal.Cast<byte, ushort>(depth.Bytes)[i] = (ushort)Math.Min(1000 * metres[i], 65535);
            else
                MemoryMarshal.Cast<byte, float>(depth.Bytes)[i] = metres[i];
        }

        var message = new CompressedImage { Format = CompressedDepth.FormatOf(depth.Format, compression) };
        SpatialMessages.Stamp(message.Header);
        message.Data.Resize(CompressedDepth.LargestSize(depth, compression));
        message.Data.Resize(CompressedDepth.Encode(depth, compression, message.Data.AsSpan()));
        return message;
    }

    private static string NameOf(int classId) => classId == 0 ? "car" : "pedestrian";

    private static (CameraValues Camera, BlockWorld World, Detection[] Boxes) Scene(string lens)
    {
        var values = Cameras.Of(lens).Resized(640, 360);
        var world = new BlockWorld(CameraModel.OfRaw(values), Ground)
            .Add(0, 10, 3, 0.3, 4.4, 1.8, 1.5).Add(0, 20, -1, 0, 4.2, 1.75, 1.5).Add(1, 12, 0.5, 0.3, 0.5, 0.5, 1.75);
        return (values, world, world.Render());
    }

    [SkippableFact]
    public void Without_depth_nothing_is_as_large_as_camera_info_says()
    {
        var (camera, _, boxes) = Scene("pinhole");
        using var test = new NodeUnderTest("object_locator", "-p", "use_depth:=false", "-p", "rectified:=false",
            "-p", "camera_height_m:=1.5");
        using var listener = test.Listen<DetectedObjects>("out/objects", _ => { });
        Send(test, camera with { Width = 65535, Height = 65535 }, SpatialMessages.Detections(boxes, NameOf), null,
            () => test.Counters.Published > 3 || test.Node.Failure is not null);
        Assert.Null(test.Node.Failure);
    }

    private static void Send(NodeUnderTest test, CameraValues camera, Detection2DArray boxes, float[]? depth,
        Func<bool> until)
    {
        using var detections = test.Publish<Detection2DArray>("in/detections");
        using var depths = test.Publish<Image>("in/depth");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        var info = NodeUnderTest.Info(camera, SpatialMessages.FrameId, 1);
        var depthMessage = depth is null ? null : SpatialMessages.Depth(depth, camera.Width, camera.Height);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            if (depthMessage is not null) depths.Publish(depthMessage);
            detections.Publish(boxes);
        }, until);
    }

    private static void AssertNear(BlockWorld.Block truth, Pose pose)
    {
        var centre = Ground.ToGround(new Point3(pose.Position.X, pose.Position.Y, pose.Position.Z));
        Assert.InRange((centre - truth.Centre).Length, 0, 0.03 * Math.Sqrt(truth.X * truth.X + truth.Y * truth.Y));
    }

    private static void AssertUpright(Quaternion q)
    {
        Assert.Equal(1, q.X * q.X + q.Y * q.Y + q.Z * q.Z + q.W * q.W, 1e-9);
        var up = new Point3(2 * (q.X * q.Z + q.W * q.Y), 2 * (q.Y * q.Z - q.W * q.X), 1 - 2 * (q.X * q.X + q.Y * q.Y));
        Assert.InRange((up - Ground.Up).Length, 0, 1e-4);
    }

    private static Point3 HeadingOf(Quaternion q) =>
        new(1 - 2 * (q.Y * q.Y + q.Z * q.Z), 2 * (q.X * q.Y + q.W * q.Z), 2 * (q.X * q.Z - q.W * q.Y));

    // The optical frame in base_link as REP 103 turns it, pitched down.
    private static TFMessage BaseFromCamera()
    {
        var rotation = Ros2DotNet.Tf.Quaterniond.FromRollPitchYaw(0, PitchDegrees * Math.PI / 180, 0) *
            Ros2DotNet.Tf.Quaterniond.FromRollPitchYaw(-Math.PI / 2, 0, -Math.PI / 2);
        var message = new TFMessage();
        var item = message.Transforms.Add();
        (item.Header.FrameId, item.ChildFrameId) = ("base_link", SpatialMessages.FrameId);
        (item.Transform.Translation.X, item.Transform.Translation.Z) = (1.8, MountedMetres);
        rotation.CopyTo(item.Transform.Rotation);
        return message;
    }
}
