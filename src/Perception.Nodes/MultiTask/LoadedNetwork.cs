using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Perception.Decoding;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// A network while frames are under way in it. Another one can take its place at any time: it ends when the last of its
/// frames has been read.
/// </summary>
internal sealed class LoadedNetwork
{
    /// <summary>
    /// Batches of frames with tensors: one is filled, one waits, one is computed; the publishing stage holds one for
    /// the moment it takes to read it. A device that holds several has one more for each.
    /// </summary>
    public const int Slots = 3;

    private readonly InferenceSlotPool _slots;
    private readonly Device _device;
    private volatile bool _retired;
    private int _ended;

    /// <param name="parameters">What the node was told.</param>
    /// <param name="modelPath">The file.</param>
    /// <param name="device">What is to compute.</param>
    /// <param name="tasks">Heads that are to be computed.</param>
    /// <param name="logger">Told what takes long.</param>
    /// <param name="deviceProblem">Why the cpu is to stand in for the device; null where the device computes.</param>
    /// <exception cref="InferenceException">The model cannot be used; one sentence.</exception>
    public LoadedNetwork(
        MultiTaskParameters parameters, string modelPath, Device device, NetworkTasks tasks, ILogger logger,
        string? deviceProblem = null)
    {
        _device = device;
        ModelPath = modelPath;
        Network = new MultiTaskNetwork(modelPath, new NetworkOptions
        {
            Tasks = tasks,
            BatchSize = parameters.BatchSize,
            Detection = new YoloxDecoderOptions
            {
                MaximumDetections = parameters.MaxDetections,
                AutowareCompat = parameters.AutowareCompat,
            },
            Labels = parameters.LabelPath.Length > 0 ? LabelFile.Read(parameters.LabelPath) : null,
            Inference = new InferenceOptions
            {
                Provider = device.Provider,
                Progress = text => logger.LogInformation("{Text}", text),
                DeviceId = device.Id,
                DlaCore = device.DlaCore,
                Precision = parameters.Precision == "auto"
                    ? null
                    : Enum.Parse<Precision>(parameters.Precision, ignoreCase: true),
                CalibrationTable = parameters.CalibrationTable.Length > 0 ? parameters.CalibrationTable : null,
                AllowFallback = parameters.AllowFallback,
                ProviderProblem = deviceProblem,

                // Only these leave nodes of a network to another provider.
                MeasurePlacement = device.Provider is not (
                    ExecutionProvider.Cpu or ExecutionProvider.Hailo or ExecutionProvider.Rknn),
                IntraOpThreads = parameters.IntraOpThreads == 0
                    ? parameters.InferCpus.Length
                    : parameters.IntraOpThreads,
                AllowSpinning = parameters.AllowSpinning,
            },
        });
        try
        {
            Follow(parameters);
            Available = MultiTaskNetwork.TasksOf(Network.Manifest) & parameters.Heads;
            if (Available == NetworkTasks.None)
                throw new InferenceException(
                    $"the model '{modelPath}' has no output that this node publishes; allowed are " +
                    $"networks for {parameters.Heads}");
            Placement = PlacementText(Network.Backend);
            Facts = new NetworkFacts(Network.Manifest, parameters);
            _slots = new InferenceSlotPool(Network, Slots + Network.Backend.Depth - 1);
        }
        catch
        {
            Network.Dispose();
            throw;
        }
    }

    public MultiTaskNetwork Network { get; }

    public NetworkFacts Facts { get; }

    public string ModelPath { get; }

    /// <summary>What the model could do, were all its heads computed.</summary>
    public NetworkTasks Available { get; }

    /// <summary>Whether no frame is under way in it.</summary>
    public bool IsIdle => _slots.IsWhole;

    public string Requested => _device.ToString();

    /// <summary>Which provider computes how many of the network's nodes.</summary>
    public string Placement { get; }

    public string Obtained => InferenceNames.Of(Network.Backend.Provider);

    /// <summary>Takes over what may change while the node runs; the next frame follows.</summary>
    public void Follow(MultiTaskParameters parameters) => Network.DetectionOptions = Network.DetectionOptions with
    {
        ScoreThreshold = parameters.ScoreThreshold,
        NmsThreshold = parameters.NmsThreshold,
        ClassAgnosticNms = parameters.ClassAgnosticNms,
    };

    /// <summary>Waits for free tensors; false once the network is retired.</summary>
    public bool TryRent([NotNullWhen(true)] out InferenceBatch? tensors)
    {
        tensors = _slots.TryRent(out var first) ? first.Batch : null;
        return tensors is not null;
    }

    public void Return(InferenceBatch tensors)
    {
        _slots.Return(tensors.Slots[0]);
        EndIfDone();
    }

    /// <summary>Takes no more frames, and ends when those under way are read.</summary>
    public void Retire()
    {
        _slots.Close();
        _retired = true;
        EndIfDone();
    }

    private static string PlacementText(IInferenceSession backend) => backend.Placement is { Count: > 0 } placement
        ? string.Join(", ", placement.Select(count => $"{count.Provider} {count.Nodes}"))
        : $"{InferenceNames.Of(backend.Provider)}: all";

    private void EndIfDone()
    {
        if (_retired && _slots.IsWhole && Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _slots.Dispose();
            Network.Dispose();
        }
    }
}
