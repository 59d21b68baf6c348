using System.Diagnostics;
using Perception.Capture;
using Perception.Imaging;
using Ros2DotNet.Messages.SensorMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class CameraNodeTests
{
    private static string Video => Workspace.Shared("data", "udacity", "solidWhiteRight.mp4");

    [SkippableFact]
    public void A_video_plays_at_its_rate_with_stamps_that_only_grow()
    {
        SkipWithoutFfmpeg();
        using var test = new NodeUnderTest("camera", "-p", $"source:={Video}", "-p", "frame_id:=front");
        var images = new List<(long Ns, uint Width, uint Height, string Encoding, string FrameId)>();
        var infos = new List<(long Ns, double Fx, uint Width)>();
        var jpegs = 0;
        using var first = test.Listen<RosImage>("out/image", message =>
        {
            lock (images) images.Add(
                (Ns(message.Header), message.Width, message.Height, message.Encoding, message.Header.FrameId));
        });
        using var second = test.Listen<CameraInfo>("out/camera_info", message =>
        {
            lock (images) infos.Add((Ns(message.Header), message.K[0], message.Width));
        });
        using var third = test.Listen<CompressedImage>("out/image/compressed", message =>
        {
            Assert.Equal((960, 540), JpegCodec.ReadSize(message.Data.AsSpan()));
            Interlocked.Increment(ref jpegs);
        });

        // One camera_info for each image, of its stamp.
        YoloxNodeUnderTest.Until(() =>
        {
            lock (images) return images.Count >= 50 && Volatile.Read(ref jpegs) > 10 &&
                infos.Exists(info => images.Exists(image => image.Ns == info.Ns));
        });
        lock (images)
        {
            Assert.Equal((960u, 540u, "bgr8", "front"),
                (images[0].Width, images[0].Height, images[0].Encoding, images[0].FrameId));
            var steps = images.Zip(images.Skip(1), (a, b) => b.Ns - a.Ns).ToArray();
            Assert.All(steps, step => Assert.True(step > 0));

            // What is stamped is when a picture was due: 25 a second, however late it was read. Some may have been
            // overwritten on the way.
            Assert.All(steps, step => Assert.Equal(0, (step + 20e6) % 40e6 - 20e6, 4e6));

            // Uncalibrated, as K of zero says it.
            Assert.All(infos, info => Assert.Equal((0.0, 960u), (info.Fx, info.Width)));
        }
    }

    [SkippableFact]
    public void The_first_picture_is_the_videos_first_and_the_calibration_goes_with_it()
    {
        SkipWithoutFfmpeg();
        using var folder = new TemporaryFolder();
        WriteCalibration(folder["camera.yaml"], 480, 270);
        using var test = new NodeUnderTest("camera", "-p", $"source:={Video}", "-p", "width:=480", "-p", "height:=270",
            "-p", $"camera_info_path:={folder["camera.yaml"]}", "-p", "encoding:=rgb8");
        RosImage? image = null;
        CameraInfo? info = null;
        using var first =
            test.Listen<RosImage>("out/image", message => Interlocked.CompareExchange(ref image, message, null));
        using var second = test.Listen<CameraInfo>("out/camera_info", message => Volatile.Write(ref info, message));
        YoloxNodeUnderTest.Until(() => Volatile.Read(ref image) is not null && Volatile.Read(ref info) is not null);
        Assert.Equal(("rgb8", 480u, 270u), (image!.Encoding, image.Width, image.Height));
        Assert.Equal((400.0, "plumb_bob", -0.2), (info!.K[0], info.DistortionModel, info.D[0]));

        // A road below the sky, not noise: the lower middle is darker than the upper.
        Assert.True(Mean(image, 20) > Mean(image, 200) + 10);
    }

    [SkippableFact]
    public void A_video_that_vanishes_is_reported_and_opened_again_when_it_is_back()
    {
        SkipWithoutFfmpeg();
        using var folder = new TemporaryFolder();
        var (clip, away) = (folder["clip.mp4"], folder["away.mp4"]);
        Cut(clip);
        using var test = new NodeUnderTest("camera", "-p", $"source:={clip}", "-p", "reopen_period_s:=0.1");
        test.WatchHealth();
        YoloxNodeUnderTest.Until(
            () => test.Health.StartsWith("0 ", StringComparison.Ordinal) && test.Counters.Published > 5);

        File.Move(clip, away);
        YoloxNodeUnderTest.Until(() => test.Health.StartsWith("2 ", StringComparison.Ordinal));
        Assert.Contains($"{clip} cannot be read: ", test.Health);
        Assert.EndsWith("; trying again every 0.1 s", test.Health);
        var before = test.Counters.Published;
        File.Move(away, clip);
        YoloxNodeUnderTest.Until(
            () => test.Counters.Published > before + 5 && !test.Health.StartsWith("2 ", StringComparison.Ordinal));
        Assert.Null(test.Node.Failure);
    }

    [Fact]
    public void A_device_that_is_not_there_is_waited_for()
    {
        using var test = new NodeUnderTest("camera", "-p", "source:=/dev/video-nowhere", "-p", "reopen_period_s:=0.1");
        test.WatchHealth();
        YoloxNodeUnderTest.Until(() => test.Health.Length > 0);
        Assert.Equal("2 the camera /dev/video-nowhere cannot be opened: No such file or directory; trying again " +
            "every 0.1 s", test.Health);
        Assert.Null(test.Node.Failure);
    }

    [SkippableFact]
    public void A_calibration_of_another_size_is_not_sent()
    {
        SkipWithoutFfmpeg();
        using var folder = new TemporaryFolder();
        WriteCalibration(folder["camera.yaml"], 640, 480);
        using var test =
            new NodeUnderTest("camera", "-p", $"source:={Video}", "-p", $"camera_info_path:={folder["camera.yaml"]}");
        test.WatchHealth();
        var infos = 0;
        using var listener = test.Listen<CameraInfo>("out/camera_info", _ => Interlocked.Increment(ref infos));
        YoloxNodeUnderTest.Until(() => test.Counters.Published > 5 &&
            test.Health.Contains("is for 640x480 pixels", StringComparison.Ordinal));
        Assert.StartsWith("2 ", test.Health);
        Assert.Equal(0, Volatile.Read(ref infos));
    }

    [Theory]
    [InlineData("", "no source is given: ")]
    [InlineData("/nowhere/drive.mp4", "there is no video '/nowhere/drive.mp4'")]
    public void A_source_that_cannot_be_stops_the_node_at_start(string source, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<CameraException>(() =>
            new NodeUnderTest("camera", "-p", $"source:={source}")).Message);

    [SkippableFact]
    public void Without_ffmpeg_a_video_is_refused_in_one_sentence()
    {
        using var process =
            PerceptionProcess.Start(YoloxNodeUnderTest.Domain, new Dictionary<string, string> { ["PATH"] = "/nowhere" },
            "run", "camera", "--ros-args", "-p", $"source:={Video}");
        var result = process.WaitForExit();
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("perception: ffmpeg was not found on PATH, and videos and streams are read through it: " +
            "apt-get install ffmpeg", result.Errors.Trim());
    }

    [Fact]
    public void Passwords_of_streams_are_not_told() =>
        Assert.Equal("rtsp://***@10.0.0.7/front", new CameraRequest("rtsp://user:secret@10.0.0.7/front").Name);

    [SkippableFact]
    public void A_frame_allocates_nothing_managed()
    {
        SkipWithoutFfmpeg();
        using var test = new NodeUnderTest("camera", "-p", $"source:={Video}", "-p", "width:=320", "-p", "height:=180");
        using var first = test.Listen<RosImage>("out/image", _ => { });
        using var second = test.Listen<CompressedImage>("out/image/compressed", _ => { });
        test.AssertFramesAllocateNothing(_ => { }, warmUp: 60, frames: 40);
    }

    private static void SkipWithoutFfmpeg() =>
        Skip.IfNot(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg, which scripts/setup installs");

    private static long Ns(Ros2DotNet.Messages.StdMsgs.Header header) =>
        header.Stamp.Sec * 1_000_000_000L + header.Stamp.Nanosec;

    private static double Mean(RosImage image, int row) =>
        image.Data.ToArray().Skip(row * (int)image.Step + 600).Take(240).Average(value => value);

    private static void Cut(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg",
            ["-v", "error", "-i", Video, "-t", "0.8", "-an", "-vf", "scale=160:90", path]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void WriteCalibration(string path, int width, int height) => File.WriteAllText(path, $$"""
        image_width: {{width}}
        image_height: {{height}}
        camera_name: front
        camera_matrix: {rows: 3, cols: 3, data: [400, 0, 240, 0, 400, 135, 0, 0, 1]}
        distortion_model: plumb_bob
        distortion_coefficients: {rows: 1, cols: 5, data: [-0.2, 0.02, 0, 0, 0]}
        rectification_matrix: {rows: 3, cols: 3, data: [1, 0, 0, 0, 1, 0, 0, 0, 1]}
        projection_matrix: {rows: 3, cols: 4, data: [400, 0, 240, 0, 0, 400, 135, 0, 0, 0, 1, 0]}
        """);
}
