namespace Perception.Simulation.Threading;

/// <summary>
/// Threads that take the items of one loop after another, the caller among them. Which thread takes an item is chance,
/// so items must write to places of their own: then the result does not depend on the number of threads.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _finished = new(1);
    private Action<int, int>? _work;
    private Exception? _failure;
    private int _next;
    private int _count;
    private volatile bool _stopping;

    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"simulation/{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Count => _threads.Length + 1;

    /// <summary>
    /// Calls <paramref name="work"/> with each index below <paramref name="count"/> and the number of the worker.
    /// </summary>
    public void Run(int count, Action<int, int> work)
    {
        (_work, _count, _next, _failure) = (work, count, 0, null);
        _finished.Reset(_threads.Length + 1);
        if (_threads.Length > 0) _start.Release(_threads.Length);
        Take(0);
        _finished.Wait();
        _work = null;
        if (_failure is not null)
        {
            throw new InvalidOperationException("a part of the picture could not be rendered", _failure);
        }
    }

    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        if (_threads.Length > 0) _start.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _start.Dispose();
        _finished.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stopping) return;
            Take(worker);
        }
    }

    private void Take(int worker)
    {
        try
        {
            for (var i = Interlocked.Increment(ref _next) - 1; i < _count; i = Interlocked.Increment(ref _next) - 1)
            {
                _work!(i, worker);
            }
        }
        catch (Exception e)
        {
            _failure = e;
            _next = _count;
        }

        _finished.Signal();
    }
}
