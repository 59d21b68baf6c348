using Perception.Geometry;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// What cameras do when something is wrong: the node says it, and works again when it is right again.
/// </summary>
public sealed class MultiTaskFaultTests : IDisposable
{
    private readonly MultiTaskUnderTest _test = new("-p", "stale_after_s:=1.0");
    private long _points;

    public MultiTaskFaultTests() => _test.Test.WatchHealth();

    public void Dispose() => _test.Dispose();

    [SkippableFact]
    public void A_camera_that_stops_is_stale_until_it_comes_back()
    {
        using var listener = ListenToPoints();
        UntilWell();
        YoloxNodeUnderTest.Until(() => Health.StartsWith($"3 nothing on {_test.Images.Topic} for "));
        UntilWell();
    }

    [SkippableFact]
    public void A_camera_that_jumps_back_in_time_is_warned_of_and_followed()
    {
        using var listener = ListenToPoints();
        UntilWell(firstStamp: 5000);

        // Each image is older than the one before, so that whichever status is read tells it.
        _test.SendUntil(() => Health == "1 the stamps of the images went back in time", firstStamp: 4000, step: -1);
        UntilWell(firstStamp: 2000);
    }

    [SkippableFact]
    public void A_camera_that_changes_its_size_has_no_place_in_space_until_its_camera_info_does_so_too()
    {
        using var listener = ListenToPoints();
        UntilWell();
        var other = MultiTaskUnderTest.Camera with { Width = 128, Height = 96 };
        var (image, _) = MultiTaskUnderTest.Messages(100, other);
        var (_, info) = MultiTaskUnderTest.Messages(100);
        NodeUnderTest.SendUntil(() =>
        {
            _test.Infos.Publish(info);
            image.Header.Stamp.Sec++;
            _test.Images.Publish(image);
        }, () => Health == $"2 images of 128x96 do not fit the camera_info on {_test.Infos.Topic} of 64x48");
        var before = Volatile.Read(ref _points);
        UntilWell(other, 1000);
        Assert.True(Volatile.Read(ref _points) > before);
    }

    [SkippableFact]
    public void A_camera_without_camera_info_still_has_boxes_and_says_what_is_missing()
    {
        using var listener = ListenToPoints();
        var boxes = 0L;
        using var detections =
            _test.Test.Listen<Detection2DArray>("out/detections", _ => Interlocked.Increment(ref boxes));
        var (image, _) = MultiTaskUnderTest.Messages(1);
        NodeUnderTest.SendUntil(() => _test.Images.Publish(image),
            () => Volatile.Read(ref boxes) > 3 && Health == $"3 no camera_info on {_test.Infos.Topic} yet");
        Assert.Equal(0, Volatile.Read(ref _points));
        UntilWell();
        Assert.NotEqual(0, Volatile.Read(ref _points));

        // It stops: the last one is still good, and that it stopped is said.
        NodeUnderTest.SendUntil(() => _test.Images.Publish(image),
            () => Health.StartsWith($"3 nothing on {_test.Infos.Topic} for "));
        UntilWell(firstStamp: 1000);
    }

    [SkippableFact]
    public void Intrinsics_that_are_no_numbers_are_an_error_until_there_are_some()
    {
        using var listener = ListenToPoints();
        UntilWell();
        var (image, info) = MultiTaskUnderTest.Messages(100);
        info.K[0] = double.NaN;
        NodeUnderTest.SendUntil(() =>
        {
            _test.Infos.Publish(info);
            _test.Images.Publish(image);
        }, () => Health == $"2 the camera_info on {_test.Infos.Topic} is none: K[0] is NaN; a finite number is needed");
        var before = Volatile.Read(ref _points);
        UntilWell(firstStamp: 1000);
        Assert.True(Volatile.Read(ref _points) > before);
    }

    [SkippableFact]
    public void Images_that_are_none_are_counted_and_cost_the_next_ones_nothing()
    {
        using var listener = ListenToPoints();
        UntilWell();
        var (image, _) = MultiTaskUnderTest.Messages(100);
        image.Height = 4000;
        NodeUnderTest.SendUntil(() => _test.Images.Publish(image),
            () => _test.Node.Bad > 5 && Health.StartsWith("2 every image is bad: "));
        UntilWell(firstStamp: 1000);
    }

    [SkippableFact]
    public void Images_without_a_frame_id_have_no_ground_and_that_is_said()
    {
        using var test = new MultiTaskUnderTest("-p", "camera_height_m:=0.0");
        test.Test.WatchHealth();
        using var lanes = test.Test.Listen<LaneLines>("out/lanes", _ => { });
        var (image, info) = MultiTaskUnderTest.Messages(1);
        (image.Header.FrameId, info.Header.FrameId) = ("", "");
        NodeUnderTest.SendUntil(() =>
        {
            image.Header.Stamp.Sec++;
            test.Infos.Publish(info);
            test.Images.Publish(image);
        }, () => test.Test.Health ==
            "1 the ground below a camera whose messages have no frame_id is not known in 'base_link'");
    }

    private string Health => _test.Test.Health;

    private Ros2DotNet.Subscription ListenToPoints() =>
        _test.Test.Listen<PointCloud2>("out/points", _ => Interlocked.Increment(ref _points));

    private void UntilWell(CameraValues? camera = null, int firstStamp = 1)
    {
        var before = Volatile.Read(ref _points);
        _test.SendUntil(() => Health.StartsWith('0') && Health.Contains("frames per second") &&
            Volatile.Read(ref _points) > before, camera, firstStamp);
    }
}
