using System.Diagnostics;
using Perception.Nodes.Input;
using Perception.Pipelines;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// A frame on its way through the stages: with the tensors of the network until its heads are decoded, with what was
/// found from then on. Pooled: dispose it exactly once, which gives everything it still holds back.
/// </summary>
internal sealed class MultiTaskJob(ObjectPool<MultiTaskJob> pool) : IDisposable
{
    private readonly long[] _ticks = new long[Enum.GetValues<Stage>().Length];
    private CameraFrame? _frame;
    private JobBatch? _batch;
    private InferenceSlot? _slot;
    private long _mark;

    public CameraStream Camera { get; private set; } = null!;

    public LoadedNetwork Network { get; private set; } = null!;

    public CameraFrame Frame => _frame ?? throw new ObjectDisposedException(nameof(MultiTaskJob));

    public InferenceSlot Slot => _slot ?? throw new ObjectDisposedException(nameof(MultiTaskJob));

    public NetworkResult Result { get; } = new();

    /// <summary>When the message arrived, in ticks of <see cref="Stopwatch"/>.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>Takes the frame over.</summary>
    public void Begin(CameraStream camera, LoadedNetwork network, CameraFrame frame, TimeSpan waited)
    {
        (Camera, Network, _frame) = (camera, network, frame);
        _ticks[(int)Stage.Waiting] = (long)(waited.TotalSeconds * Stopwatch.Frequency);
        ArrivedAt = frame.StartedAt - _ticks[(int)Stage.Waiting];
        _mark = frame.StartedAt;
        Mark(Stage.Decode);
    }

    /// <summary>Takes tensors that were filled; the batch hears when they are read.</summary>
    public void Attach(JobBatch batch, InferenceSlot slot) => (_batch, _slot) = (batch, slot);

    /// <summary>What was done since the last mark is that stage.</summary>
    public void Mark(Stage stage)
    {
        var now = Stopwatch.GetTimestamp();
        _ticks[(int)stage] = now - _mark;
        _mark = now;
    }

    /// <summary>A stage begins: what was waited for is none.</summary>
    public void Mark() => _mark = Stopwatch.GetTimestamp();

    public long Ticks(Stage stage) => _ticks[(int)stage];

    /// <summary>The tensors are read.</summary>
    public void ReleaseSlot()
    {
        if (_slot is null) return;
        _slot = null;
        _batch!.Release();
    }

    public void Dispose()
    {
        ReleaseSlot();
        _frame?.Dispose();
        _frame = null;
        pool.Return(this);
    }
}
