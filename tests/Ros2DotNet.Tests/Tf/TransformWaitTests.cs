using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

public sealed class TransformWaitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
        Assert.Equal(9, _buffer.Lookup("map", TransformBufferTests.At(9), "base", TransformBufferTests.At(9), "map", Patience)
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
            await Assert.ThrowsAsync<TransformException>(() => _buffer.LookupAsync("map", "base", TransformBufferTests.At(5), soon)),
        };
        Assert.All(errors, error => Assert.Equal(TransformProblem.ExtrapolationIntoFuture, error.Problem));
        Assert.All(errors, error => Assert.Contains("'base' in 'map' ends at 1.000000000", error.Message));
        Assert.All(errors, error => Assert.EndsWith("after a wait of 0.02 s", error.Message));
    }

    [Fact]
    public async Task A_frame_id_that_can_never_come_is_not_waited_for()
    {
        Assert.Throws<TransformException>(() => _buffer.Lookup("/map", "base", default, Timeout.InfiniteTimeSpan));
        await Assert.ThrowsAsync<TransformException>(() => _buffer.LookupAsync("map", "", default, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _buffer.LookupAsync("map", "base", default, Patience, cancellation.Token);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private void Add(double second) =>
        _buffer.Add(new StampedTransform(TransformBufferTests.At(second), "map", "base", TransformBufferTests.Moved(second)));
}
