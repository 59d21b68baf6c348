using Perception.Inference;
using Perception.Nodes.Stages;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// All outputs of one network for one camera or several: objects, masks, lanes, depth, points and objects in space. It
/// works only while somebody listens, and computes only what somebody listens to.
/// </summary>
internal sealed class MultiTaskNode : IPerceptionNode, IStageCounters
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromSeconds(1);

    private readonly Node _node;
    private readonly NodeFailure _failure;
    private readonly CameraStream[] _cameras;
    private readonly NetworkPipeline[] _pipelines;
    private readonly NetworkPipeline[] _pipelineOf;
    private readonly MultiTaskDiagnostics[] _diagnostics;
    private readonly RecommendedNms _recommendedNms;
    private readonly IDisposable _check;
    private readonly RosTimer _poll;
    private readonly RosTimer _report;
    private readonly Func<MultiTaskParameters> _read;
    private readonly Lock _telling = new();
    private MultiTaskParameters _parameters;
    private bool _isDisposed;
    private long _executorBytes;
    private long _reportBytes;

    /// <exception cref="RosParameterException">A parameter is unknown or out of range.</exception>
    /// <exception cref="InferenceException">The model cannot be used.</exception>
    public MultiTaskNode(Node node)
        : this(node, MultiTaskParameters.DeclareAll(node.Parameters), () => MultiTaskParameters.Read(node.Parameters))
    {
    }

    /// <summary>For a node with other parameters: <paramref name="read"/> tells what they come to.</summary>
    /// <exception cref="InferenceException">The model cannot be used.</exception>
    public MultiTaskNode(Node node, Func<MultiTaskParameters> read)
        : this(node, read(), read)
    {
    }

    private MultiTaskNode(Node node, MultiTaskParameters parameters, Func<MultiTaskParameters> read)
    {
        (_node, _parameters, _read, _failure) = (node, parameters, read, new NodeFailure(node.Logger));
        _pipelineOf = new NetworkPipeline[_parameters.Cameras.Length];
        _cameras =
            [.. Enumerable.Range(0, _pipelineOf.Length).Select(i => new CameraStream(node, _parameters, i, Accept))];
        _pipelines = [.. _cameras.GroupBy(camera => DeviceOf(camera.Index)).Select(CreatePipeline)];
        IsDone = _parameters.BuildOnly;
        _diagnostics =
            [.. _cameras.Select(camera => new MultiTaskDiagnostics(node, camera, _pipelineOf[camera.Index]))];
        _check = node.Parameters.OnSet(CheckModel);
        node.Parameters.Changed += Follow;
        _recommendedNms = new RecommendedNms(node);
        _recommendedNms.Follow(_pipelines[0].Network.Network.Manifest);

        // By the steady clock: a node whose simulated time stands still is still to be told and to tell.
        _poll = node.CreateWallTimer(PollPeriod, Poll);
        _report = node.CreateWallTimer(DiagnosticsPeriod, Report);
    }

    public Exception? Failure => _failure.Exception;

    public event Action? Failed
    {
        add => _failure.Happened += value;
        remove => _failure.Happened -= value;
    }

    /// <summary>The models are loaded, and no more was asked for.</summary>
    public bool IsDone { get; }

    public long AllocatedBytes =>
        _pipelines.Sum(pipeline => pipeline.AllocatedBytes) + Volatile.Read(ref _executorBytes);

    public long Received => _cameras.Sum(camera => camera.Images.Received);

    public long Published => _cameras.Sum(camera => camera.Outputs.Times.Rate.Count);

    public long Bad => _cameras.Sum(camera => camera.Bad.Count + camera.Images.Malformed + camera.Failed);

    public long Dropped => _cameras.Sum(camera =>
        _pipelineOf[camera.Index].Displaced(camera) + _pipelineOf[camera.Index].Aged(camera));

    public string LastError =>
        _cameras.Select(camera => camera.Bad.LastError).FirstOrDefault(error => error.Length > 0, "");

    public bool IsSubscribed => _cameras.Any(camera => camera.Images.IsOpen);

    internal IReadOnlyList<CameraStream> Cameras => _cameras;

    internal IReadOnlyList<NetworkPipeline> Pipelines => _pipelines;

    public void Dispose()
    {
        _recommendedNms.Dispose();
        _node.Parameters.Changed -= Follow;
        _check.Dispose();
        _report.Dispose();
        _poll.Dispose();

        // A timer's call that has begun ends first, and opens or loads nothing that is closed here.
        lock (_telling) _isDisposed = true;
        foreach (var camera in _cameras)
        {
            camera.Images.Dispose();
            camera.Info.Dispose();
        }

        foreach (var pipeline in _pipelines) pipeline.Dispose();
        foreach (var status in _diagnostics) status.Dispose();
        foreach (var camera in _cameras) camera.Dispose();
        _node.Dispose();
    }

    private static string? CheckModel(IReadOnlyList<ParameterChange> changes) => changes
        .Where(change => change.Name == "model_path" && !File.Exists(change.Value as string))
        .Select(change => $"the model '{change.Value}' does not exist; give the path of an ONNX file").FirstOrDefault();

    private Device DeviceOf(int camera) => _parameters.CameraDevices.Length > 0
        ? Device.Parse(_parameters.CameraDevices[camera])!
        : new Device(Enum.Parse<ExecutionProvider>(_parameters.Provider, ignoreCase: true), _parameters.GpuId);

    private NetworkPipeline CreatePipeline(IGrouping<Device, CameraStream> group)
    {
        var pipeline = new NetworkPipeline(_node, _parameters, group.Key, [.. group], _failure.Tell);
        foreach (var camera in group)
        {
            _pipelineOf[camera.Index] = pipeline;
        }

        return pipeline;
    }

    private void Accept(CameraStream camera, MessageLoan loan, bool compressed) =>
        _pipelineOf[camera.Index].Accept(camera, loan, compressed);

    private void Follow(IReadOnlyList<ParameterChange> changes)
    {
        _parameters = _read();
        foreach (var pipeline in _pipelines) pipeline.Follow(_parameters);
    }

    private void Poll()
    {
        lock (_telling)
        {
            if (_isDisposed) return;
            foreach (var camera in _cameras) camera.Update();
            foreach (var pipeline in _pipelines) pipeline.Update();
            _recommendedNms.Follow(_pipelines[0].Network.Network.Manifest);
        }

        Volatile.Write(ref _executorBytes, GC.GetAllocatedBytesForCurrentThread() - _reportBytes);
    }

    // What is told once a second may make strings; it is no part of a frame.
    private void Report()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        lock (_telling)
        {
            if (_isDisposed) return;
            foreach (var status in _diagnostics) status.Publish(_parameters, DiagnosticsPeriod.TotalSeconds);
        }

        _reportBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
