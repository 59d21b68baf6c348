using Microsoft.Extensions.Logging.Abstractions;

namespace Perception.Nodes.Tests;

public sealed class NodeFailureTests
{
    [Fact]
    public void Who_asks_after_a_stage_broke_down_is_told_as_well()
    {
        var failure = new NodeFailure(NullLogger.Instance);
        var (early, late) = (0, 0);
        failure.Happened += () => early++;
        Assert.Null(failure.Exception);
        failure.Tell(new InvalidOperationException("first"));
        failure.Happened += () => late++;
        Assert.Equal((1, 1), (early, late));

        // One is enough to end the process.
        failure.Tell(new InvalidOperationException("second"));
        Assert.Equal((1, 1, "first"), (early, late, failure.Exception!.Message));
    }
}
