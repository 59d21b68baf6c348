using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.RosgraphMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Ros2DotNet.Tf;
using static Ros2DotNet.Tests.Tf.TransformBufferTests;

namespace Ros2DotNet.Tests.Tf;

[Collection("dds")]
public sealed class TransformListenerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RosContext _first;
    private readonly RosContext _second;
    private readonly Node _sender;
    private readonly Node _receiver;
    private readonly TransformBuffer _buffer = new();

    public TransformListenerTests()
    {
        PrivateDomain.Use();
        _first = new RosContext([]);
        _second = new RosContext([]);
        _sender = _first.CreateNode("sender");
        _receiver = _second.CreateNode("receiver");
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task What_broadcasters_send_is_found_by_a_listener_that_comes_late()
    {
        using var fixedFrames = new StaticTransformBroadcaster(_sender);
        fixedFrames.Send(Transform("base", "camera", 0, 9), Transform("base", "lidar", 0, 2));
        fixedFrames.Send(Transform("base", "camera", 0, 1));
        using var moving = new TransformBroadcaster(_sender);
        using var listener = new TransformListener(_receiver, _buffer);
        PrivateDomain.WaitFor(() => moving.SubscriberCount == 1, "the match");
        moving.Send(Transform("map", "odom", 10, 1), Transform("odom", "base", 10, 2));
        moving.Send(Transform("map", "odom", 11, 1), Transform("odom", "base", 11, 3));

        var camera = await _buffer.LookupAsync("map", "camera", At(10.5), Patience);
        var lidar = await _buffer.LookupAsync("map", "lidar", At(10.5), Patience);
        Assert.Equal((1 + 2.5 + 1, 1 + 2.5 + 2), (camera.Transform.Translation.X, lidar.Transform.Translation.X));
    }

    [Fact]
    public void Nothing_managed_is_allocated_per_transform_sent_and_received()
    {
        using var moving = new TransformBroadcaster(_sender);
        using var listener = new TransformListener(_receiver, _buffer);
        PrivateDomain.WaitFor(() => moving.SubscriberCount == 1, "the match");
        SteadyState.AllocatesNothing(i =>
        {
            // Frames take turns in the same place of the message, as those of several senders do.
            moving.Send(Transform("map", i % 2 == 0 ? "left_wheel" : "right_wheel", 100 + 0.01 * i, i));
            while (!Has(i))
            {
                Thread.Yield();
            }
        }, 1000, warmUp: 2500,
            ("sent", GC.GetAllocatedBytesForCurrentThread), ("received", () => listener.AllocatedBytes));

        bool Has(int i) => _buffer.TryLookup("map", i % 2 == 0 ? "left_wheel" : "right_wheel", default, out var found)
            && found.Transform.Translation.X == i;
    }

    [Fact]
    public void Bad_transforms_are_counted_and_the_good_ones_beside_them_taken()
    {
        using var publisher = _sender.CreatePublisher<TFMessage>("/tf", QosProfile.Tf);
        using var listener = new TransformListener(_receiver, _buffer);
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        var message = new TFMessage();
        Transform("map", "map", 1, 0).CopyTo(message.Transforms.Add());
        Transform("map", "base", 1, 5).CopyTo(message.Transforms.Add());
        message.Transforms[0].Transform.Rotation.W = 2;
        publisher.Publish(message);
        PrivateDomain.WaitFor(() => _buffer.CanTransform("map", "base", default), "the good transform");
        Assert.Equal(1, listener.Rejected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_may_wait_for_a_transform(bool inProcess)
    {
        using var receiver = _second.CreateNode("waits", options: new NodeOptions { IntraProcess = inProcess });
        using var moving = new TransformBroadcaster(inProcess ? receiver : _sender);
        using var listener = new TransformListener(receiver, _buffer);
        PrivateDomain.WaitFor(() => moving.SubscriberCount == 1, "the match");
        var (waiting, found) = (false, false);
        using var timer = receiver.CreateWallTimer(TimeSpan.FromMilliseconds(1), () =>
        {
            Volatile.Write(ref waiting, true);
            Volatile.Write(ref found, _buffer.Lookup("map", "base", default, 2 * Patience).Transform == Moved(1));
        });
        PrivateDomain.WaitFor(() => Volatile.Read(ref waiting), "the handler");
        moving.Send(Transform("map", "base", 1, 1));
        PrivateDomain.WaitFor(() => Volatile.Read(ref found), "the transform");
    }

    [Fact]
    public void A_recording_that_starts_anew_is_believed()
    {
        using var context = new RosContext(["--ros-args", "-p", "use_sim_time:=true"]);
        var replayed = context.CreateNode("replayed");
        using var moving = new TransformBroadcaster(_sender);
        using var fixedFrames = new StaticTransformBroadcaster(_sender);
        using var clock = _sender.CreatePublisher<Clock>("/clock", QosProfile.Default);
        using var listener = new TransformListener(replayed, _buffer);
        PrivateDomain.WaitFor(() => moving.SubscriberCount == 1 && clock.SubscriberCount == 1, "the match");
        fixedFrames.Send(Transform("base", "camera", 0, 1));
        SetClock(100);
        moving.Send(Transform("map", "base", 100, 5));
        PrivateDomain.WaitFor(() => _buffer.CanTransform("map", "camera", At(100)), "the first run");

        SetClock(10);
        PrivateDomain.WaitFor(() => !_buffer.CanTransform("map", "camera", At(100)), "the jump");
        moving.Send(Transform("map", "base", 10, 6));
        PrivateDomain.WaitFor(() => _buffer.CanTransform("map", "camera", At(10)), "the second run");
        Assert.Equal(At(10), _buffer.Lookup("map", "camera", default).Stamp);

        void SetClock(double second)
        {
            var message = new Clock();
            At(second).CopyTo(message.ClockValue);
            clock.Publish(message);
            PrivateDomain.WaitFor(() => replayed.Now() == At(second), "the time");
        }
    }

    [Fact]
    public void Messages_are_moved_into_the_target_frame()
    {
        var quarter = new RigidTransform(new Vector3d(10, 0, 0), Quaterniond.FromRollPitchYaw(0, 0, Math.PI / 2));
        var transform = new StampedTransform(At(7), "map", "base", quarter);
        var point = new PointStamped { Point = { X = 1 }, Header = { FrameId = "base" } };
        transform.Apply(point, point);
        Assert.Equal(("map", 7, 10.0, 1.0),
            (point.Header.FrameId, point.Header.Stamp.Sec, point.Point.X, Math.Round(point.Point.Y, 12)));

        var vector = new Vector3Stamped { Vector = { X = 1 } };
        transform.Apply(vector, vector);
        Assert.Equal((0.0, 1.0), (Math.Round(vector.Vector.X, 12), Math.Round(vector.Vector.Y, 12)));

        var pose = new PoseStamped { Pose = { Position = { Y = 2 } } };
        transform.Apply(pose, pose);
        Assert.Equal(8, pose.Pose.Position.X, 1e-12);
        Assert.Equal(Math.Sqrt(0.5), pose.Pose.Orientation.Z, 1e-12);
    }

    private static StampedTransform Transform(string parent, string child, double second, double x) =>
        new(At(second), parent, child, Moved(x));
}
