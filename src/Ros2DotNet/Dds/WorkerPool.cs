namespace Ros2DotNet.Dds;

/// <summary>Threads that share one queue of tags.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<nint> _queue = new(256);
    private readonly Action<nint> _serve;
    private readonly Thread[] _threads;
    private bool _stopping;

    public WorkerPool(string name, int threads, Action<nint> serve)
    {
        _serve = serve;
        _threads = [.. Enumerable.Range(0, threads)
            .Select(index => new Thread(Run) { Name = $"{name}/{index}", IsBackground = true })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public bool IsCurrentThread => Array.IndexOf(_threads, Thread.CurrentThread) >= 0;

    public void Enqueue(nint tag)
    {
        lock (_gate)
        {
            _queue.Enqueue(tag);
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads.Where(thread => thread != Thread.CurrentThread))
        {
            thread.Join();
        }
    }

    private void Run()
    {
        while (true)
        {
            nint tag;
            lock (_gate)
            {
                while (_queue.Count == 0 && !_stopping)
                {
                    Monitor.Wait(_gate);
                }

                if (_stopping)
                {
                    return;
                }

                tag = _queue.Dequeue();
            }

            _serve(tag);
        }
    }
}
