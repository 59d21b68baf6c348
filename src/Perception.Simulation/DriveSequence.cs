namespace Perception.Simulation;

/// <summary>
/// Drives of one seed after another. Building a world takes longer than a picture of it, so while one is driven those
/// that come next are built on other threads; the drives are the same as if they were built when asked for.
/// </summary>
public sealed class DriveSequence : IDisposable
{
    private readonly Queue<Task<Drive>> _ahead = new();
    private readonly int _worlds;
    private readonly int _most;
    private DriveOptions _next;
    private int _begun;

    /// <param name="first">Of the first drive; each further one has the seed after.</param>
    /// <param name="worlds">Drives that will be taken, as far as is known: no more are built before asked for.</param>
    /// <param name="ahead">Worlds in the making beside the current drive; 0 builds each when it is asked for.</param>
    public DriveSequence(DriveOptions first, int worlds, int ahead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worlds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead);
        (_next, _worlds, _most) = (first, worlds, ahead);
        Current = Take();
    }

    /// <summary>The drive that was taken last, until the next is.</summary>
    public Drive Current { get; private set; }

    /// <summary>Ends the current drive and goes on to the next.</summary>
    public void MoveNext()
    {
        Current.Dispose();
        Current = Take();
    }

    public void Dispose()
    {
        Current.Dispose();
        // Those in the making hold threads and native memory as well, which are to be given back.
        while (_ahead.TryDequeue(out var drive))
        {
            Task.WaitAny(drive);
            if (drive.IsCompletedSuccessfully) drive.Result.Dispose();
        }
    }

    private Drive Take()
    {
        if (_ahead.Count == 0) Begin();
        var drive = _ahead.Dequeue();
        while (_ahead.Count < _most && _begun < _worlds) Begin();
        return drive.GetAwaiter().GetResult();
    }

    private void Begin()
    {
        var options = _next;
        _ahead.Enqueue(Task.Run(() => new Drive(options)));
        _next = options with { Seed = options.Seed + 1 };
        _begun++;
    }
}
