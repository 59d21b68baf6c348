namespace Ros2DotNet.Tf;

/// <summary>A lookup that waits for transforms to come.</summary>
internal sealed class PendingLookup(TransformQuery query)
{
    // Not on the thread that brought the transform: that is the executor's, and holds the buffer's lock.
    private readonly TaskCompletionSource<StampedTransform> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TransformQuery Query { get; } = query;

    public Task<StampedTransform> Task => _completion.Task;

    public void Complete(in StampedTransform transform) => _completion.TrySetResult(transform);
}
