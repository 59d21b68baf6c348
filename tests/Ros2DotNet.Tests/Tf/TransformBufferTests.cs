using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

public sealed class TransformBufferTests
{
    private readonly TransformBuffer _buffer = new();

    [Fact]
    public void Between_two_samples_a_frame_is_on_the_way()
    {
        Add("map", "base", 10, x: 0);
        Add("map", "base", 12, x: 4);
        var transform = _buffer.Lookup("map", "base", At(11.5));
        Assert.Equal(new StampedTransform(At(11.5), "map", "base", Moved(3)), transform);
    }

    [Fact]
    public void Samples_that_come_late_and_twice_find_their_place()
    {
        foreach (var second in new[] { 14.0, 10, 12, 11, 13, 12 })
        {
            Add("map", "base", second, x: second);
        }

        Assert.Equal(5, _buffer.GetFrames().Single(frame => frame.Name == "base").Samples);
        Assert.Equal(Moved(12.5), _buffer.Lookup("map", "base", At(12.5)).Transform);
    }

    [Fact]
    public void Every_time_is_found_however_uneven_the_samples_come() => Property.HoldsForRandom(random =>
    {
        var buffer = new TransformBuffer(TimeSpan.FromDays(1));
        long stamp = 0;
        for (var i = 0; i < 100; i++)
        {
            // The frame's place is its time, so that interpolation must give the time that is asked for.
            stamp += 1 + (long)Math.Pow(10, 10 * random.NextDouble());
            buffer.Add(new StampedTransform(new RosTime(stamp), "map", "base", Moved(stamp)));
        }

        var oldest = buffer.GetFrames().Single(frame => frame.Name == "base").Oldest.Nanoseconds;
        for (var i = 0; i < 20; i++)
        {
            var time = random.NextInt64(oldest, stamp + 1);
            var x = buffer.Lookup("map", "base", new RosTime(time)).Transform.Translation.X;
            Assert.InRange(x / time, 1 - 1e-9, 1 + 1e-9);
        }
    });

    [Fact]
    public void A_second_sample_with_the_same_stamp_replaces_the_first()
    {
        Add("map", "base", 10, x: 1);
        Add("map", "base", 10, x: 2);
        Assert.Equal(Moved(2), _buffer.Lookup("map", "base", default).Transform);
    }

    [Fact]
    public void A_static_frame_is_where_it_is_at_any_time()
    {
        Add("base", "camera", 10, x: 1, isStatic: true);
        Assert.Equal(Moved(1), _buffer.Lookup("base", "camera", At(1e6)).Transform);
        Assert.Equal(Moved(-1), _buffer.Lookup("camera", "base", At(1)).Transform);
        Assert.Equal(default, _buffer.Lookup("base", "camera", default).Stamp);
    }

    [Fact]
    public void Time_zero_is_the_newest_time_that_all_moving_links_between_have_in_common()
    {
        Add("map", "odom", 8, x: 100);
        Add("map", "odom", 9, x: 100);
        Add("odom", "base", 9.5, x: 1);
        Add("odom", "base", 10.5, x: 2);
        Add("odom", "other", 10, x: 7);
        Add("odom", "other", 11, x: 7);
        Add("base", "camera", 0, x: 0, isStatic: true);
        // What lies above the meeting point does not matter: map in odom is older than all of these.
        Assert.Equal(At(10.5), _buffer.Lookup("other", "camera", default).Stamp);
        Assert.Equal(Moved(2 - 7), _buffer.Lookup("other", "camera", default).Transform);
    }

    [Fact]
    public void A_fixed_frame_connects_two_times()
    {
        Add("odom", "base", 10, x: 0);
        Add("odom", "base", 12, x: 20);
        // Where the vehicle was at 11 s, seen from where it is at 12 s.
        var transform = _buffer.Lookup("base", At(12), "base", At(11), "odom");
        Assert.Equal(new StampedTransform(At(12), "base", "base", Moved(-10)), transform);
    }

    [Fact]
    public void A_frame_that_changes_its_parent_keeps_its_past()
    {
        Add("map", "table", 0, x: 5, isStatic: true);
        Add("map", "hand", 0, x: 50, isStatic: true);
        Add("table", "cup", 10, x: 1);
        Add("hand", "cup", 11, x: 2);
        Add("hand", "cup", 12, x: 2);
        Assert.Equal(Moved(6), _buffer.Lookup("map", "cup", At(10)).Transform);
        Assert.Equal(Moved(6), _buffer.Lookup("map", "cup", At(10.5)).Transform);
        Assert.Equal(Moved(52), _buffer.Lookup("map", "cup", At(11.5)).Transform);
    }

    [Fact]
    public void What_is_older_than_the_cache_time_is_forgotten_and_refused()
    {
        Add("map", "base", 1, x: 0);
        Add("map", "base", 5, x: 0);
        Add("map", "base", 14, x: 0);
        var frame = _buffer.GetFrames().Single(frame => frame.Name == "base");
        Assert.Equal((At(5), At(14), 2), (frame.Oldest, frame.Newest, frame.Samples));
        Assert.Equal(TransformRejection.TooOld, _buffer.Add(new StampedTransform(At(3.9), "map", "base", Moved(0))));
        Assert.Equal(TransformRejection.None, _buffer.Add(new StampedTransform(At(4), "map", "base", Moved(0))));
    }

    [Fact]
    public void Clearing_forgets_what_moves_and_keeps_what_is_static()
    {
        Add("map", "base", 100, x: 1);
        Add("base", "camera", 0, x: 1, isStatic: true);
        _buffer.Clear();
        Assert.True(_buffer.CanTransform("base", "camera", default));
        Fails(TransformProblem.ExtrapolationIntoFuture, "map", "camera", default,
            "nothing has come of 'base' since the buffer was cleared");
        Add("map", "base", 1, x: 1);
        Assert.Equal(At(1), _buffer.Lookup("map", "camera", default).Stamp);
    }

    [Fact]
    public void A_frame_seen_from_itself_is_where_it_is()
    {
        Add("map", "base", 10, x: 1);
        Assert.Equal(new StampedTransform(At(10), "base", "base", RigidTransform.Identity),
            _buffer.Lookup("base", "base", default));
        Assert.Equal(new StampedTransform(At(3), "new", "new", RigidTransform.Identity),
            _buffer.Lookup("new", "new", At(3)));
    }

    [Theory]
    [InlineData("", "base", TransformRejection.EmptyFrameId)]
    [InlineData("map", "/", TransformRejection.EmptyFrameId)]
    [InlineData("base", "base", TransformRejection.SelfTransform)]
    [InlineData("base", "/base", TransformRejection.SelfTransform)]
    public void Transforms_that_make_no_sense_are_not_taken(string parent, string child,
        TransformRejection rejection) =>
        Assert.Equal(rejection, _buffer.Add(new StampedTransform(At(1), parent, child, Moved(0))));

    [Theory]
    [InlineData(double.NaN, 1, TransformRejection.NotFinite)]
    [InlineData(double.NegativeInfinity, 1, TransformRejection.NotFinite)]
    [InlineData(0, double.NaN, TransformRejection.NotFinite)]
    [InlineData(0, 0, TransformRejection.NotAUnitQuaternion)]
    [InlineData(0, 1.02, TransformRejection.NotAUnitQuaternion)]
    [InlineData(0, 1.004, TransformRejection.None)]
    public void Numbers_that_are_no_pose_are_not_taken(double x, double w, TransformRejection rejection)
    {
        var pose = new RigidTransform(new Vector3d(x, 0, 0), new Quaterniond(0, 0, 0, w));
        Assert.Equal(rejection, _buffer.Add(new StampedTransform(At(1), "map", "base", pose)));
        Assert.Equal(rejection == TransformRejection.None, _buffer.TryLookup("map", "base", default, out var taken));
        Assert.True(rejection != TransformRejection.None || taken.Transform.Rotation == Quaterniond.Identity);
    }

    [Fact]
    public void A_transform_that_would_close_a_loop_is_not_taken()
    {
        Add("a", "b", 1, x: 1);
        Add("b", "c", 1, x: 1);
        Assert.Equal(TransformRejection.Loop, _buffer.Add(new StampedTransform(At(2), "c", "a", Moved(0))));
        Assert.Equal(Moved(2), _buffer.Lookup("a", "c", default).Transform);
    }

    [Fact]
    public void A_slash_before_a_frame_id_is_dropped_from_what_comes_and_refused_in_what_is_asked()
    {
        Add("/map", "/base", 1, x: 1);
        Assert.Equal(Moved(1), _buffer.Lookup("map", "base", default).Transform);
        Fails(TransformProblem.InvalidFrameId, "/map", "base", default, "'/map'", "must not start with '/'");
        Fails(TransformProblem.InvalidFrameId, "map", "", default, "must not be empty");
    }

    [Fact]
    public void An_unknown_frame_is_named()
    {
        Add("map", "base", 1, x: 1);
        Fails(TransformProblem.UnknownFrame, "map", "camera", default, "the frame 'camera' does not exist");
        Fails(TransformProblem.UnknownFrame, "world", "base", At(1), "the frame 'world' does not exist");
        Fails(TransformProblem.UnknownFrame, "world", "camera", At(1), "neither 'world' nor 'camera' exists");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    public void Two_trees_are_named_by_their_roots(double second)
    {
        Add("map", "base", 1, x: 1);
        Add("world", "lidar", 1, x: 1);
        Fails(TransformProblem.NotConnected, "base", "lidar", At(second), "'base' below 'map'",
            "'lidar' below 'world'");
    }

    [Fact]
    public void A_time_that_a_link_does_not_cover_names_the_link_and_what_it_covers()
    {
        Add("map", "odom", 0, x: 0, isStatic: true);
        Add("odom", "base", 10, x: 0);
        Add("odom", "base", 12, x: 0);
        Add("base", "camera", 0, x: 0, isStatic: true);
        Fails(TransformProblem.ExtrapolationIntoFuture, "map", "camera", At(13),
            "from 'camera' to 'map' at 13.000000000",
            "'base' in 'odom' ends at 12.000000000", "(2 samples from 10.000000000 to 12.000000000)");
        Fails(TransformProblem.ExtrapolationIntoPast, "camera", "map", At(9.5),
            "'base' in 'odom' begins at 10.000000000");
    }

    [Fact]
    public void A_stale_link_above_both_frames_does_not_matter()
    {
        Add("map", "odom", 1, x: 0);
        Add("odom", "base", 10, x: 1);
        Add("odom", "gnss", 9, x: 3);
        Assert.True(_buffer.CanTransform("odom", "base", At(10), out var reason) && reason.Length == 0);
        Assert.False(_buffer.CanTransform("gnss", "base", At(10), out reason));
        Assert.Contains("'gnss' in 'odom' ends at 9.000000000", reason);
    }

    [Fact]
    public void Nothing_managed_is_allocated_per_lookup_and_addition()
    {
        Add("base", "camera", 0, x: 1, isStatic: true);
        var found = 0;
        var steps = SteadyState.AllocatesNothing(i =>
        {
            _buffer.Add(new StampedTransform(At(100 + 0.01 * i), "map", "odom", Moved(i)));
            _buffer.Add(new StampedTransform(At(100 + 0.01 * i), "odom", "base", Moved(i)));
            found += _buffer.TryLookup("map", "camera", default, out _) ? 1 : 0;
            found += _buffer.TryLookup("camera", "map", At(100 + 0.01 * i - 0.005), out _) ? 1 : 0;
            found += _buffer.CanTransform("map", "nowhere", default) ? 1 : 0;
        }, 1000, warmUp: 4000);

        Assert.Equal(2 * steps - 1, found);
    }

    internal static RosTime At(double second) => new((long)Math.Round(second * 1e9));

    internal static RigidTransform Moved(double x) => new(new Vector3d(x, 0, 0), Quaterniond.Identity);

    private void Add(string parent, string child, double second, double x, bool isStatic = false) =>
        Assert.Equal(TransformRejection.None,
            _buffer.Add(new StampedTransform(At(second), parent, child, Moved(x)), isStatic));

    private void Fails(TransformProblem problem, string target, string source, RosTime time, params string[] says)
    {
        var error = Assert.Throws<TransformException>(() => _buffer.Lookup(target, source, time));
        Assert.Equal(problem, error.Problem);
        Assert.All(says, part => Assert.Contains(part, error.Message));
        Assert.DoesNotContain('\n', error.Message);
    }
}
