using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowareInternalDebugMsgs;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class MultiTaskNodeTests
{
    [SkippableFact]
    public void Objects_are_boxes_in_the_image()
    {
        using var test = new MultiTaskUnderTest();
        var item = Assert.Single(test.Receive<DetectedObjectsWithFeature>("out/objects").FeatureObjects.ToArray());
        var roi = item.Feature.Roi;
        Assert.Equal((8u, 20u, 16u, 16u), (roi.XOffset, roi.YOffset, roi.Width, roi.Height));
        Assert.Equal(ObjectClassification.Car, item.Object.Classification[0].Label);

        var detection = Assert.Single(test.Receive<Detection2DArray>("out/detections").Detections.ToArray());
        Assert.Equal(("CAR", 16.0, 28.0),
            (detection.Results[0].Hypothesis.ClassId, detection.Bbox.Center.Position.X,
                detection.Bbox.Center.Position.Y));

        var image = test.Receive<RosImage>("out/image");
        Assert.Equal(("bgr8", 64u, 48u), (image.Encoding, image.Width, image.Height));
    }

    [SkippableFact]
    public void Masks_are_classes_and_their_colours_in_the_networks_size()
    {
        using var test = new MultiTaskUnderTest();
        var mask = test.Receive<RosImage>("out/mask");
        Assert.Equal(("mono8", 16u, 12u, 16u, "camera"),
            (mask.Encoding, mask.Width, mask.Height, mask.Step, mask.Header.FrameId));
        Assert.All(mask.Data.ToArray().Chunk(16),
            row => Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2], row));

        var colours = test.Receive<RosImage>("out/color_mask");
        Assert.Equal(("bgr8", 16u * 3), (colours.Encoding, colours.Step));
        Assert.Equal([3, 2, 1], colours.Data.AsSpan()[..3].ToArray());
        Assert.Equal([0xff, 5, 4], colours.Data.AsSpan()[(12 * 3)..(13 * 3)].ToArray());
    }

    [SkippableFact]
    public void A_mask_of_runs_has_the_cameras_size_and_reads_back_the_same()
    {
        using var test = new MultiTaskUnderTest("-p", "mask_encoding:=rle", "-p", "map_size:=camera");
        var runs = test.Receive<RosImage>("out/mask");
        Assert.Equal((64u, 48u), (runs.Width, runs.Height));
        Assert.Equal([1, 16, 0, 0, 0, 0, 32, 0, 0, 0], runs.Data.AsSpan()[..10].ToArray());
        var classes = new byte[64 * 48];
        Assert.True(RunLengthMask.TryDecode(runs.Data.AsSpan(), classes, out _));
        Assert.Equal([1, 0, 2], [classes[15], classes[16], classes[63]]);
    }

    [SkippableFact]
    public void Depth_is_in_metres_of_the_camera_with_the_camera_info_of_its_size()
    {
        using var test = new MultiTaskUnderTest();
        var depth = test.Receive<RosImage>("out/depth");
        Assert.Equal(("32FC1", 16u, 12u, 64u), (depth.Encoding, depth.Width, depth.Height, depth.Step));
        var metres = MemoryMarshal.Cast<byte, float>(depth.Data.AsSpan());
        Assert.Equal(20 * Math.E, metres[0], 1e-3);
        Assert.Equal(20, metres[8], 1e-4);

        var info = test.Receive<CameraInfo>("out/camera_info");
        Assert.Equal((16u, 12u), (info.Width, info.Height));
        Assert.Equal([8, 0, 7.5, 0, 8, 5.5, 0, 0, 1], info.K);
        Assert.Equal([8, 0, 7.5, 0, 0, 8, 5.5, 0, 0, 0, 1, 0], info.P);
    }

    [SkippableFact]
    public void Depth_of_16_bits_is_in_millimetres_and_of_the_images_size_where_that_is_asked_for()
    {
        using var test = new MultiTaskUnderTest("-p", "depth_encoding:=16UC1", "-p", "map_size:=camera");
        var depth = test.Receive<RosImage>("out/depth");
        Assert.Equal(("16UC1", 64u, 48u, 128u), (depth.Encoding, depth.Width, depth.Height, depth.Step));
        Assert.Equal([54366, 20000], [
            BinaryPrimitives.ReadUInt16LittleEndian(depth.Data.AsSpan()),
            BinaryPrimitives.ReadUInt16LittleEndian(depth.Data.AsSpan()[(2 * 32)..])]);
    }

    [SkippableFact]
    public void Points_lie_where_depth_and_camera_put_them_without_the_sky()
    {
        using var test = new MultiTaskUnderTest();
        var cloud = test.Receive<PointCloud2>("out/points");
        Assert.Equal((12u * 12, 1u, 16u, true), (cloud.Width, cloud.Height, cloud.PointStep, cloud.IsDense));
        Assert.Equal(["x", "y", "z", "rgb"], cloud.Fields.ToArray().Select(field => field.Name));
        var first = MemoryMarshal.Cast<byte, float>(cloud.Data.AsSpan()[..16]);
        var z = 20 * Math.E;
        Assert.Equal((-7.5 / 8 * z, -5.5 / 8 * z, z), (first[0], first[1], first[2]), new Near(1e-3));
        Assert.Equal([255, 0, 0, 0], cloud.Data.AsSpan()[12..16].ToArray());
    }

    [SkippableFact]
    public void Lanes_are_lines_in_the_image_and_on_the_ground()
    {
        using var test = new MultiTaskUnderTest();
        var lanes = test.Receive<LaneLines>("out/lanes", message => message.Lines[0].Points.Count > 0);
        Assert.Equal((64u, 48u), (lanes.Width, lanes.Height));
        var line = Assert.Single(lanes.Lines.ToArray());
        Assert.Equal("edge", line.Type);
        Assert.NotEmpty(line.Points.ToArray());
        Assert.Equal(line.Points.Count, line.Pixels.Count);
        Assert.All(line.Pixels.ToArray(), pixel => Assert.Equal(41.5, pixel.X, 0.1));

        // Level, 1.5 m above the ground; a column of pixels is a line through the point below the camera.
        Assert.All(line.Points.ToArray(), point =>
        {
            Assert.Equal(1.5, point.Y, 1e-6);
            Assert.Equal((41.5 - 31.5) / 32 * point.Z, point.X, 0.02 * point.Z);
        });
        Assert.Single(test.Receive<MarkerArray>("out/lane_markers").Markers.ToArray());
    }

    [SkippableFact]
    public void Objects_in_space_stand_on_the_ground_before_the_camera()
    {
        using var test = new MultiTaskUnderTest();
        var item = Assert.Single(test.Receive<DetectedObjects>("out/objects3d").Objects.ToArray());
        Assert.Equal(ObjectClassification.Car, item.Classification[0].Label);
        var pose = item.Kinematics.PoseWithCovariance.Pose;
        Assert.InRange(pose.Position.Z, 3, 60);
        Assert.InRange(pose.Position.Y, 0.3, 1.5);
        Assert.True(item.Kinematics.HasPositionCovariance);

        // z of the object is up, which is against y of the optical frame.
        var q = pose.Orientation;
        Assert.Equal(-1, 2 * (q.Y * q.Z - q.W * q.X), 1e-6);
        Assert.Single(test.Receive<Detection3DArray>("out/detections3d").Detections.ToArray());
        Assert.Equal([Marker.Cube, Marker.Cube, Marker.TextViewFacing],
            test.Receive<MarkerArray>("out/object_markers").Markers.ToArray().Select(marker => marker.Type));
    }

    [SkippableFact]
    public void Each_stage_says_how_long_it_takes()
    {
        using var test = new MultiTaskUnderTest();
        using var listener = test.Test.Listen<Detection2DArray>("out/detections", _ => { });
        foreach (var stage in (string[])["waiting", "decode", "preprocess", "infer", "heads", "publish", "processing"])
        {
            Assert.True(test.Receive<Float64Stamped>($"debug/{stage}_time_ms").Data >= 0, stage);
        }
    }

    [SkippableFact]
    public void Heads_that_nobody_listens_to_are_cut_out_and_come_back_with_a_listener()
    {
        using var test = new MultiTaskUnderTest();
        using var listener = test.Test.Listen<Detection2DArray>("out/detections", _ => { });
        var pipeline = test.Node.Pipelines[0];
        test.SendUntil(() => pipeline.Network.Network.Tasks == NetworkTasks.Detections);
        Assert.NotEmpty(test.Receive<LaneLines>("out/lanes").Lines.ToArray());
        Assert.Equal(NetworkTasks.Detections | NetworkTasks.Lanes, pipeline.Network.Network.Tasks);
    }

    [SkippableTheory]
    [InlineData("rvl", "32FC1")]
    [InlineData("png", "16UC1")]
    public void Depth_comes_packed_as_well_where_that_is_asked_for(string compression, string encoding)
    {
        using var test = new MultiTaskUnderTest(
            "-p", $"depth_compression:={compression}", "-p", $"depth_encoding:={encoding}");
        var packed = test.Receive<CompressedImage>("out/depth/compressedDepth");
        Assert.Equal($"{encoding}; compressedDepth {compression}", packed.Format);
        Assert.Equal("camera", packed.Header.FrameId);
        using var depth = Perception.Imaging.CompressedDepth.Decode(
            System.Text.Encoding.UTF8.GetBytes(packed.Format), packed.Data.AsSpan());

        // 20 m e on the left, where the picture is blue.
        var metres = new float[depth.Width * depth.Height];
        Perception.Decoding.DepthDecoder.ToMetres(depth, metres);
        Assert.Equal(20 * Math.E, metres[0], encoding == "32FC1" ? 0.4 : 0.001);
    }

    [SkippableFact]
    public void A_frame_with_every_output_allocates_nothing()
    {
        using var test = new MultiTaskUnderTest();
        using var listeners = new Listeners(
            test.Test.Listen<DetectedObjectsWithFeature>("out/objects", _ => { }),
            test.Test.Listen<Detection2DArray>("out/detections", _ => { }),
            test.Test.Listen<RosImage>("out/mask", _ => { }),
            test.Test.Listen<RosImage>("out/color_mask", _ => { }),
            test.Test.Listen<LaneLines>("out/lanes", _ => { }),
            test.Test.Listen<MarkerArray>("out/lane_markers", _ => { }),
            test.Test.Listen<RosImage>("out/depth", _ => { }),
            test.Test.Listen<CameraInfo>("out/camera_info", _ => { }),
            test.Test.Listen<PointCloud2>("out/points", _ => { }),
            test.Test.Listen<DetectedObjects>("out/objects3d", _ => { }),
            test.Test.Listen<Detection3DArray>("out/detections3d", _ => { }),
            test.Test.Listen<RosImage>("out/image", _ => { }),
            test.Test.Listen<Float64Stamped>("debug/infer_time_ms", _ => { }));
        var (image, info) = MultiTaskUnderTest.Messages(1);
        test.Test.AssertFramesAllocateNothing(stamp =>
        {
            (image.Header.Stamp.Sec, info.Header.Stamp.Sec) = (stamp, stamp);
            test.Infos.Publish(info);
            test.Images.Publish(image);
        });
    }

    [SkippableFact]
    public void Images_are_only_taken_while_somebody_listens()
    {
        using var test = new MultiTaskUnderTest();
        Assert.False(test.Node.IsSubscribed);
        using (test.Test.Listen<RosImage>("out/mask", _ => { }))
        {
            YoloxNodeUnderTest.Until(() => test.Node.IsSubscribed);
        }

        YoloxNodeUnderTest.Until(() => !test.Node.IsSubscribed);
    }

    [SkippableFact]
    public async Task Another_model_takes_over_between_two_frames_and_one_that_is_none_does_not()
    {
        using var test = new MultiTaskUnderTest();
        using var folder = new TemporaryFolder();
        var other = TinyMultiTask.WriteTo(folder.Path);
        File.WriteAllText(Path.ChangeExtension(other, ".yaml"),
            File.ReadAllText(Path.ChangeExtension(other, ".yaml")).Replace("[CAR,", "[BOAT,"));
        File.WriteAllText(folder["none.onnx"], "this is no network");
        var names = new List<string>();
        using var listener = test.Test.Listen<Detection2DArray>("out/detections", message =>
        {
            lock (names) names.Add(message.Detections[0].Results[0].Hypothesis.ClassId);
        });
        test.Test.WatchHealth();
        test.SendUntil(() => Last(names) == "CAR");
        using var parameters = await ParameterClient.ConnectAsync(test.Test.Peer, test.Test.Topic("")[..^1]);

        Assert.StartsWith("the model '/no/such.onnx' does not exist",
            (await parameters.SetAsync([("model_path", "/no/such.onnx")]))[0].Reason);
        await parameters.SetAsync([("model_path", folder["none.onnx"])]);
        test.SendUntil(() => test.Test.Health.Contains("tiny_multitask_0.onnx stays: "));
        Assert.Equal("CAR", Last(names));

        await parameters.SetAsync([("model_path", other)]);
        test.SendUntil(() => Last(names) == "BOAT");
        test.SendUntil(() => test.Test.Health.StartsWith('0'));
    }

    [Theory]
    [InlineData("camera_names:=[left, 2nd]",
        "the camera name '2nd' cannot be part of a topic; letters, digits and underscores are allowed")]
    [InlineData("camera_devices:=[tpu]",
        "the device 'tpu' is none; allowed are cpu, cuda, tensorrt, openvino, qnn, xnnpack, webgpu, hailo and rknn, " +
        "with a number as in cuda:1 where there are several, and dla:0 to dla:7")]
    [InlineData("camera_max_age_ms:=[1.0, 2.0]",
        "the parameter 'camera_max_age_ms' has 2 entries for 1 cameras; one of 0 or more for each or none is allowed")]
    [InlineData("points_min_range_m:=200.0",
        "the range of the cloud is 200 to 100 m; finite numbers from 0 on that grow are needed")]
    public void What_cannot_be_is_refused_in_one_sentence(string parameter, string says) => Assert.Equal(says,
        Assert.Throws<RosParameterException>(() => new NodeUnderTest("multitask", "-p", parameter)).Message);

    private static string Last(List<string> names)
    {
        lock (names) return names.LastOrDefault("");
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double X, double Y, double Z)>
    {
        public bool Equals((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
            Math.Abs(a.X - b.X) < tolerance && Math.Abs(a.Y - b.Y) < tolerance && Math.Abs(a.Z - b.Z) < tolerance;

        public int GetHashCode((double X, double Y, double Z) value) => 0;
    }
}
