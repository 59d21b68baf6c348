using System.Diagnostics;
using Perception.Nodes.Input;
using Perception.Pipelines;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// Frames that are in the network together, one where it computes one at a time. Pooled: dispose it exactly once, which
/// gives every frame back; the tensors go back as soon as all frames are read.
/// </summary>
internal sealed class JobBatch(ObjectPool<JobBatch> pool) : IDisposable
{
    private readonly List<MultiTaskJob> _jobs = [];
    private InferenceBatch? _tensors;
    private int _unread;

    public LoadedNetwork Network { get; private set; } = null!;

    public InferenceBatch Tensors => _tensors ?? throw new ObjectDisposedException(nameof(JobBatch));

    public IReadOnlyList<MultiTaskJob> Jobs => _jobs;

    public bool IsFull => _jobs.Count == Tensors.Slots.Count;

    public bool IsEmpty => _jobs.Count == 0;

    /// <summary>The tensors of the next frame.</summary>
    public InferenceSlot NextSlot => Tensors.Slots[_jobs.Count];

    /// <summary>Takes the tensors over.</summary>
    public void Begin(LoadedNetwork network, InferenceBatch tensors) =>
        (Network, _tensors, _unread) = (network, tensors, 0);

    /// <summary>Takes a frame over that <see cref="NextSlot"/> was filled with.</summary>
    public void Add(MultiTaskJob job)
    {
        job.Attach(this, NextSlot);
        _jobs.Add(job);
        _unread++;
    }

    /// <summary>Gives the frames back that became too old, and counts them; false where none is left.</summary>
    public bool DropAged()
    {
        for (var i = _jobs.Count - 1; i >= 0; i--)
        {
            var job = _jobs[i];
            var maximum = job.Camera.Policy.MaximumAge;
            if (maximum > TimeSpan.Zero && Stopwatch.GetElapsedTime(job.ArrivedAt) > maximum)
            {
                job.Camera.CountAged();
                _jobs.RemoveAt(i);
                job.Dispose();
            }
        }

        return _jobs.Count > 0;
    }

    /// <summary>A stage of all frames begins.</summary>
    public void Mark()
    {
        foreach (var job in _jobs)
        {
            job.Mark();
        }
    }

    /// <summary>A stage of all frames is done.</summary>
    public void Mark(Stage stage)
    {
        foreach (var job in _jobs)
        {
            job.Mark(stage);
        }
    }

    /// <summary>One of the frames needs its tensors no more.</summary>
    public void Release()
    {
        if (--_unread == 0)
        {
            ReturnTensors();
        }
    }

    public void Dispose()
    {
        foreach (var job in _jobs)
        {
            job.Dispose();
        }

        _jobs.Clear();
        ReturnTensors();
        pool.Return(this);
    }

    private void ReturnTensors()
    {
        if (_tensors is { } tensors)
        {
            _tensors = null;
            Network.Return(tensors);
        }
    }
}
