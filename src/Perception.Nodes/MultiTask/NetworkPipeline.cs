using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// A device with its network, which cameras take turns at: frame k+2 is decoded and laid out while k+1 is in the
/// network and k is published. Other pipelines may share the device (<see cref="DeviceWorker"/>). Another network can
/// take the place of this one between two frames.
/// </summary>
internal sealed class NetworkPipeline : IDisposable
{
    // A listener that goes may come back; cutting its heads out costs as much as loading.
    private static readonly TimeSpan CutAfter = TimeSpan.FromSeconds(5);

    // Other heads that could not be had may be had later: a device is short of memory, a file is being replaced.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly Device _device;
    private readonly CameraStream[] _cameras;
    private readonly DeliveryQueue<ImageArrival> _arrivals;
    private readonly Mailbox<JobBatch> _prepared = new();
    private readonly DeliveryQueue<JobBatch> _computed;
    private readonly DeviceWatch _watch;
    private readonly InferenceLane _lane;
    private readonly StandIn _standIn;
    private readonly ObjectPool<ImageArrival> _arrivalPool;
    private readonly ObjectPool<MultiTaskJob> _jobPool;
    private readonly ObjectPool<JobBatch> _batchPool;
    private readonly TimeSpan _batchWait;
    private readonly StageThread[] _stages;
    private readonly Action<Exception> _onFailure;
    private readonly int[] _inferCpus;
    private readonly bool _replacesPrepared;
    private readonly string _name;
    private MultiTaskParameters _parameters;
    private CameraFrameDecoder? _decoder;
    private LoadedNetwork? _decoderOf;
    private LoadedNetwork _network;
    private StageThread? _loader;
    private volatile bool _loading;
    private volatile bool _closed;
    private volatile string _refusedModel = "";
    private volatile string _modelRefusal = "";
    private volatile string _headsRefusal = "";
    private long _headsRefusedAt;
    private long _superfluousSince;

    // Of decoding and publishing, as of their last item.
    private readonly long[] _allocated = new long[2];

    public NetworkPipeline(Node node, MultiTaskParameters parameters, Device device, CameraStream[] cameras,
        Action<Exception> onFailure)
    {
        (_logger, _parameters, _device, _cameras, _onFailure) = (node.Logger, parameters, device, cameras, onFailure);
        _name = $"{node.Name}/{device}";
        _inferCpus = Cpus(parameters.InferCpus);
        _replacesPrepared = cameras is [{ Policy.Mode: DeliveryMode.Latest }] && parameters.BatchSize == 1;
        _batchWait = TimeSpan.FromMilliseconds(parameters.BatchWaitMs);
        for (var lane = 0; lane < cameras.Length; lane++)
        {
            cameras[lane].Lane = lane;
        }

        _arrivals = new DeliveryQueue<ImageArrival>(cameras.Select(camera => camera.Policy));
        _arrivalPool = new ObjectPool<ImageArrival>(() => new ImageArrival(_arrivalPool!));
        _jobPool = new ObjectPool<MultiTaskJob>(() => new MultiTaskJob(_jobPool!));
        _jobPool.Fill((LoadedNetwork.Slots + 1) * parameters.BatchSize);
        _batchPool = new ObjectPool<JobBatch>(() => new JobBatch(_batchPool!));
        _batchPool.Fill(LoadedNetwork.Slots + 1);

        // More than there are slots of one network and of the one that takes its place: none is ever displaced.
        _computed = new DeliveryQueue<JobBatch>([new DeliveryPolicy(DeliveryMode.Queue, 4 * LoadedNetwork.Slots)]);
        _watch = new DeviceWatch(_logger);
        _lane = new InferenceLane(_prepared, _computed, _watch, onFailure);
        _standIn = new StandIn(_logger);
        _network = ProcessorAffinity.On(_inferCpus, () => Load(parameters.ModelPath, parameters.Heads));
        Report(_network);
        Worker = WorkerName();
        DeviceWorker.Join(Worker, _lane, _inferCpus.Length > 0 ? Bind : null);
        _stages =
        [
            new StageThread($"{_name}/decode", DecodeLoop, onFailure, Cpus(parameters.DecodeCpus)),
            new StageThread($"{_name}/publish", PublishLoop, onFailure, Cpus(parameters.PublishCpus)),
        ];
    }

    /// <summary>The network that frames go to now.</summary>
    public LoadedNetwork Network => Volatile.Read(ref _network);

    /// <summary>The device's thread, which networks of that name share.</summary>
    public string Worker { get; }

    /// <summary>Why the network or the heads that were asked for are not these; empty where they are.</summary>
    public string Refusal => _modelRefusal.Length > 0 ? _modelRefusal : _headsRefusal;

    /// <summary>Managed bytes that the stages have allocated.</summary>
    public long AllocatedBytes => _allocated.Sum() + _lane.AllocatedBytes;

    /// <summary>Why frames are not computed at present, with the remedy; empty while they are.</summary>
    public string Problem => _watch.Problem;

    /// <summary>Images of a camera that newer ones replaced.</summary>
    public long Displaced(CameraStream camera) =>
        _arrivals.Displaced(camera.Lane) + (_replacesPrepared ? _prepared.Displaced : 0);

    /// <summary>Images of a camera that became too old.</summary>
    public long Aged(CameraStream camera) => _arrivals.Aged(camera.Lane) + camera.Aged;

    /// <summary>Takes over an image message.</summary>
    public void Accept(CameraStream camera, MessageLoan loan, bool compressed)
    {
        var arrival = _arrivalPool.Rent();
        arrival.Fill(loan, compressed);
        _arrivals.Give(camera.Lane, arrival);
    }

    /// <summary>Takes over what may change while the node runs.</summary>
    public void Follow(MultiTaskParameters parameters)
    {
        Volatile.Write(ref _parameters, parameters);
        Network.Follow(parameters);
    }

    /// <summary>Loads another network where another is wanted; called again and again by the executor.</summary>
    public void Update()
    {
        var network = Network;
        if (_loading)
        {
            return;
        }

        if (_watch.TakeLost() is { } lost && ReferenceEquals(lost, network) && _parameters.AllowFallback &&
            !_standIn.HasFailedFor(lost))
        {
            StartStandIn(lost, Problem);
            return;
        }

        var path = _parameters.ModelPath;
        if (path == network.ModelPath)
        {
            (_modelRefusal, _refusedModel) = ("", "");
        }
        else if (path != _refusedModel)
        {
            StartExchange(path, _parameters.Heads);
            return;
        }

        if (_standIn.IsActive)
        {
            // Until the device is back the heads stay as they are.
            if (_standIn.IsDue) StartReturn();
            return;
        }

        var tasks = WantedTasks(network);
        if (tasks == network.Network.Tasks)
        {
            _headsRefusal = "";
        }
        else if (_headsRefusal.Length == 0 || Stopwatch.GetElapsedTime(_headsRefusedAt) >= RetryAfter)
        {
            StartExchange(network.ModelPath, tasks);
        }
    }

    public void Dispose()
    {
        _closed = true;
        _loader?.Join();
        _arrivals.Close();
        _prepared.Close();
        DeviceWorker.Leave(_lane);
        _computed.Close();
        Network.Retire();
        _standIn.End();
        foreach (var stage in _stages) stage.Join();
    }

    // Networks that take all processors take turns; one that has some of its own waits for nobody.
    private string WorkerName()
    {
        var backend = _network.Network.Backend;
        if (backend.Provider != ExecutionProvider.Cpu)
        {
            return _device.DlaCore is null ? backend.Device : _device.ToString();
        }

        return _parameters.IntraOpThreads > 0 || _parameters.InferCpus.Length > 0 ? $"{_name}/infer"
            : $"cpu:{(_device.Provider == ExecutionProvider.Cpu ? _device.Id : 0)}";
    }

    // For the device's thread.
    private void Bind()
    {
        try
        {
            ProcessorAffinity.Set(_inferCpus);
        }
        catch (ArgumentException e)
        {
            _onFailure(e);
        }
    }

    private static int[] Cpus(long[] parameter) => [.. parameter.Select(cpu => (int)cpu)];

    // What is missing is wanted at once, what is too much goes when it was so for a while.
    private NetworkTasks WantedTasks(LoadedNetwork network)
    {
        var wanted = NetworkTasks.None;
        foreach (var camera in _cameras)
        {
            wanted |= camera.Outputs.Wanted;
        }

        var now = network.Network.Tasks;
        wanted = _parameters.CutUnusedHeads ? wanted & network.Available : network.Available;
        if (wanted == NetworkTasks.None || wanted == now)
        {
            _superfluousSince = 0;
            return now;
        }

        if ((wanted & ~now) != 0)
        {
            return wanted | now;
        }

        _superfluousSince = _superfluousSince == 0 ? Stopwatch.GetTimestamp() : _superfluousSince;
        return Stopwatch.GetElapsedTime(_superfluousSince) < CutAfter ? now : wanted;
    }

    private LoadedNetwork Load(string path, NetworkTasks tasks) => path.Length == 0
        ? throw new InferenceException(
            "the parameter 'model_path' is not set; give the path of a network in ONNX format")
        : new LoadedNetwork(_parameters, path, _device, tasks, _logger);

    // Each by itself: who polls makes no garbage.
    private void StartExchange(string path, NetworkTasks tasks) => StartLoading(() => Exchange(path, tasks));

    private void StartStandIn(LoadedNetwork lost, string problem) => StartLoading(() => _standIn.Replace(ref _network,
        () => new LoadedNetwork(_parameters, lost.ModelPath, _device, lost.Network.Tasks, _logger, problem)));

    private void StartReturn() => StartLoading(() => _standIn.TryReturn(ref _network)?.Follow(_parameters));

    private void StartLoading(Action load)
    {
        _loading = true;
        _superfluousSince = 0;
        _loader = new StageThread($"{_name}/load", () =>
        {
            try
            {
                load();
            }
            finally
            {
                _loading = false;
            }
        }, _onFailure, _inferCpus);
    }

    private void Exchange(string path, NetworkTasks tasks)
    {
        try
        {
            var next = Load(path, tasks);
            var before = Interlocked.Exchange(ref _network, next);
            next.Follow(_parameters);
            _headsRefusal = "";
            before.Retire();
            _standIn.End();
            if (before.ModelPath != path)
            {
                (_modelRefusal, _refusedModel) = ("", "");
                Report(next);
            }
            else
            {
                _logger.LogDebug("the network computes {Tasks}", next.Network.Tasks);
            }
        }
        catch (InferenceException e)
        {
            var refusal = $"{Path.GetFileName(Network.ModelPath)} stays: {e.Message}";
            _logger.LogError("{Refusal}", refusal);
            if (path == Network.ModelPath)
            {
                (_headsRefusal, _headsRefusedAt) = (refusal, Stopwatch.GetTimestamp());
            }
            else
            {
                (_modelRefusal, _refusedModel) = (refusal, path);
            }
        }
    }

    private void Report(LoadedNetwork loaded)
    {
        var network = loaded.Network;
        _logger.LogInformation("{Model} for {Tasks} on {Backend}, precision {Precision}",
            Path.GetFileName(loaded.ModelPath), network.Tasks, network.Backend.Description,
            InferenceNames.Of(network.Backend.Precision));
        if (network.Backend.FallbackReason.Length > 0)
        {
            _logger.LogWarning("{Reason}", network.Backend.FallbackReason);
        }

        foreach (var note in network.Backend.Notes) _logger.LogWarning("{Note}", note);
        if (network.Manifest.IsGuessed)
        {
            _logger.LogWarning(
                "{Model} has no manifest; this one is guessed, store it as {Path} if it is right:\n{Manifest}",
                Path.GetFileName(loaded.ModelPath), Path.ChangeExtension(loaded.ModelPath, ".yaml"),
                ManifestWriter.ToYaml(network.Manifest));
        }
    }

    private void DecodeLoop()
    {
        while (!_closed)
        {
            // The tensors first: what arrives while there are none may still be replaced by something newer.
            var network = Network;
            if (!network.TryRent(out var tensors))
            {
                continue;
            }

            if (!_arrivals.TryTake(out var arrival, out var lane, out var waited))
            {
                network.Return(tensors);
                return;
            }

            _allocated[0] = GC.GetAllocatedBytesForCurrentThread();
            if (!ReferenceEquals(network, Network))
            {
                // Another network came while no image did.
                network.Return(tensors);
                do
                {
                    network = Network;
                }
                while (!network.TryRent(out tensors) && !_closed);

                if (tensors is null)
                {
                    arrival.Dispose();
                    return;
                }
            }

            var batch = _batchPool.Rent();
            batch.Begin(network, tensors);
            var compressed = arrival.Compressed;
            Prepare(batch, _cameras[lane], arrival, waited);
            Fill(batch);
            HandOn(batch, compressed);
        }
    }

    // The queue serves the cameras in turn, so a batch has an image of each before it has two of one.
    private void Fill(JobBatch batch)
    {
        var start = Stopwatch.GetTimestamp();
        while (!batch.IsFull)
        {
            var left = _batchWait - Stopwatch.GetElapsedTime(start);
            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            if (!_arrivals.TryTake(left, out var arrival, out var lane, out var waited))
            {
                return;
            }

            Prepare(batch, _cameras[lane], arrival, waited);
        }
    }

    // A raw frame costs little to replace by a newer one of its camera. Decoding is not done for nothing: after a
    // compressed one the next message waits its turn, and what is dropped is dropped before.
    private void HandOn(JobBatch batch, bool compressed)
    {
        if (batch.IsEmpty)
        {
            batch.Dispose();
            return;
        }

        if (_replacesPrepared && !compressed) _prepared.Post(batch);
        else _prepared.Hand(batch);
        _lane.Wake();
    }

    private void Prepare(JobBatch batch, CameraStream camera, ImageArrival arrival, TimeSpan waited)
    {
        var network = batch.Network;
        MultiTaskJob? job = null;
        try
        {
            CameraFrame frame;
            using (arrival)
            {
                var fullSize = camera.Outputs.WantWholeImage || !Volatile.Read(ref _parameters).JpegScaledDecoding;
                frame = DecoderFor(network).Decode(arrival.TakeLoan(), arrival.Compressed, fullSize);
            }

            job = _jobPool.Rent();
            job.Begin(camera, network, frame, waited);
            network.Network.Preprocess(frame.Image, batch.NextSlot, frame.SourceWidth, frame.SourceHeight);
            job.Mark(Stage.Preprocess);
            if (!camera.Outputs.WantImage) frame.ReleaseImage();
            batch.Add(job);
        }
        catch (Exception e) when (BadFrames.Explains(e))
        {
            job?.Dispose();
            camera.Bad.Add(e);
        }
    }

    private CameraFrameDecoder DecoderFor(LoadedNetwork network)
    {
        if (_decoder is null || !ReferenceEquals(network, _decoderOf))
        {
            (_decoder, _decoderOf) = (new CameraFrameDecoder(network.Facts.Manifest.Input), network);
        }

        return _decoder;
    }

    private void PublishLoop()
    {
        while (_computed.TryTake(out var batch, out _, out _))
        {
            _allocated[1] = GC.GetAllocatedBytesForCurrentThread();
            using (batch)
            {
                for (var i = 0; i < batch.Jobs.Count; i++)
                {
                    TryPublish(batch.Jobs[i]);
                }
            }
        }
    }

    private static void TryPublish(MultiTaskJob job)
    {
        try
        {
            Publish(job);
        }
        catch (Exception e) when (BadFrames.Explains(e))
        {
            job.Camera.Bad.Add(e);
        }
    }

    private static void Publish(MultiTaskJob job)
    {
        var camera = job.Camera;
        var space = camera.SpaceOf(job);
        job.Mark();
        job.Network.Network.Decode(job.Slot, camera.Outputs.Wanted, job.Result, space.FocalPixels);
        job.ReleaseSlot();
        job.Mark(Stage.Heads);
        camera.Outputs.Publish(job, space, camera.Info.Current);
    }
}
