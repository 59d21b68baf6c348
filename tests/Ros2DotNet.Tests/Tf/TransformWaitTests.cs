using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

public sealed class TransformWaitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TransformBuffer _buffer = new();

    [Fact]
    public async Task A_task_ends_with_the_transform_that_comes()
    {
        var waiting = _buffer.LookupAsync("map", "base", TransformBufferTests.At(1.5), Patience);
        Add(1);
        Assert.False(waiting.IsCompleted);
        Add(2);
        Assert.Equal(1.5, (await waiting).Transform.Translation.X);
    }

    [Fact]
    public void A_blocked_thread_goes_on_with_the_transform_that_comes()
    {
        var feeder = new Thread(() =>
        {
            for (var second = 1; second < 10; second++)
            {
                Thread.Sleep(5);
                Add(second);
            }
        });
        feeder.Start();
        Assert.Equal(8.5, _buffer.Lookup("map", "base", TransformBufferTests.At(8.5), Timeout.InfiniteTimeSpan).Transform.Translation.X);
        Assert.Equal(9,
            _buffer.Lookup("map", TransformBufferTests.At(9), "base", TransformBufferTests.At(9), "map", Patience)
            .Transform.Translation.X);
        feeder.Join();
    }

    [Fact]
    public async Task A_wait_in_vain_says_what_is_still_missing()
    {
        Add(1);
        var soon = TimeSpan.FromMilliseconds(20);
        var errors = new[]
        {
            Assert.Throws<TransformException>(() => _buffer.Lookup("map", "base", TransformBufferTests.At(5), soon)),
            await Assert.ThrowsAsync<TransformException>(
                () => _buffer.LookupAsync("map", "base", TransformBufferTests.At(5), soon)),
        };
        Assert.All(errors, error => Assert.Equal(TransformProblem.ExtrapolationIntoFuture, error.Problem));
        Assert.All(errors, error => Assert.Contains("'base' in 'map' ends at 1.000000000", error.Message));
        Assert.All(errors, error => Assert.EndsWith("after a wait of 0.02 s", error.Message));
    }

    [Fact]
    public async Task A_frame_id_that_can_never_come_is_not_waited_for()
    {
        Assert.Throws<TransformException>(() => _buffer.Lookup("/map", "base", default, Timeout.InfiniteTimeSpan));
        await Assert.ThrowsAsync<TransformException>(
            () => _buffer.LookupAsync("map", "", default, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _buffer.LookupAsync("map", "base", default, Patience, cancellation.Token);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Threads_that_add_and_look_up_at_once_see_whole_poses()
    {
        // At any time, each frame is as far from its parent as the time, so that both together are twice as far.
        const int Samples = 5000;
        var writers = new[] { ("map", "odom"), ("odom", "base") }.Select(link => Task.Run(() =>
        {
            for (var i = 1; i <= Samples; i++)
            {
                _buffer.Add(
                    new StampedTransform(new RosTime(i), link.Item1, link.Item2, TransformBufferTests.Moved(i)));
            }
        })).ToArray();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var newest = 0L;
            while (newest < Samples)
            {
                if (_buffer.TryLookup("map", "base", default, out var found))
                {
                    Assert.Equal(2.0 * found.Stamp.Nanoseconds, found.Transform.Translation.X);
                    Assert.True(found.Stamp.Nanoseconds >= newest);
                    newest = found.Stamp.Nanoseconds;
                }
            }
        })).ToArray();
        var last = _buffer.LookupAsync("map", "base", new RosTime(Samples), Patience);
        await Task.WhenAll([.. writers, .. readers]).WaitAsync(Patience);
        Assert.Equal(2.0 * Samples, (await last).Transform.Translation.X);
    }

    private void Add(double second) =>
        _buffer.Add(
            new StampedTransform(TransformBufferTests.At(second), "map", "base", TransformBufferTests.Moved(second)));
}
