using System.Diagnostics;
using System.Security.Cryptography;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Inference;
using Perception.Nodes.Input;
using Perception.Nodes.Stages;
using Perception.Pipelines;

namespace Perception.Cli.Bench;

/// <summary>One network on one provider with so many threads, and every sample that was taken of it.</summary>
internal sealed class BenchSubject : IDisposable
{
    private static readonly int StageCount = Enum.GetValues<BenchStage>().Length;

    private readonly MultiTaskNetwork _network;
    private readonly InferenceSlot _slot;
    private readonly NetworkResult _result = new();
    private readonly ResultMessages _messages;
    private readonly ObjectPool<CameraFrame> _frames;
    private readonly long[] _marks = new long[StageCount + 1];

    /// <summary>Loads the network, which is timed, too.</summary>
    /// <param name="path">What the report calls it.</param>
    /// <param name="file">The same, or a copy for another size of pictures.</param>
    /// <param name="inference">What computes it.</param>
    /// <param name="leastScore">Of a detection.</param>
    public BenchSubject(string path, string file, InferenceOptions inference, float leastScore)
    {
        (Path, File, Inference) = (path, file, inference);
        var started = Stopwatch.GetTimestamp();
        _network = new MultiTaskNetwork(file, new NetworkOptions
        {
            Inference = inference,
            Detection = new YoloxDecoderOptions { ScoreThreshold = leastScore },
        });
        _slot = _network.CreateSlot();
        LoadMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        _messages = new ResultMessages(_network.Manifest);
        ObjectPool<CameraFrame>? pool = null;
        _frames = pool = new ObjectPool<CameraFrame>(() => new CameraFrame(pool!));
        Samples = [.. Enumerable.Range(0, StageCount).Select(_ => new List<double>())];
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path)));
    }

    public string Path { get; }

    public string File { get; }

    public InferenceOptions Inference { get; }

    public ModelManifest Manifest => _network.Manifest;

    public IInferenceSession Backend => _network.Backend;

    /// <summary>Of the model file, as it was before it was resized.</summary>
    public string Sha256 { get; }

    /// <summary>From the file to a network that can run: parsing, optimizing, allocating.</summary>
    public double LoadMs { get; }

    /// <summary>The first frame ever, with what is only made when it is first needed.</summary>
    public double? FirstFrameMs { get; private set; }

    /// <summary>What the device said after the last frame.</summary>
    public DeviceTelemetry Telemetry { get; private set; }

    /// <summary>Which provider computes how many nodes; null where the backend does not say.</summary>
    public IReadOnlyList<PlacementCount>? Placement { get; private set; }

    /// <summary>Milliseconds by stage and frame.</summary>
    public IReadOnlyList<List<double>> Samples { get; }

    /// <summary>Milliseconds from the encoded image to the last message, by frame.</summary>
    public List<double> EndToEndMs { get; } = [];

    /// <summary>Joules by meter, over the frames that count.</summary>
    public Dictionary<IEnergyMeter, double> Joules { get; } = [];

    /// <summary>Seconds of processor time of all threads, over the frames that count.</summary>
    public double ProcessorSeconds { get; set; }

    /// <summary>Seconds that frames took which count, one after the other.</summary>
    public double Seconds { get; set; }

    /// <summary>Bytes of the messages of a frame, summed over frames.</summary>
    public long MessageBytes { get; private set; }

    /// <summary>Detections, summed over frames.</summary>
    public long Detections { get; private set; }

    /// <summary>Takes a frame from its encoded image to the bytes of its messages.</summary>
    /// <param name="encoded">JPEG or PNG.</param>
    /// <param name="counts">Whether it is a sample, or warms up.</param>
    public void Run(byte[] encoded, bool counts)
    {
        Mark(0);
        using var picture = LoadedPicture.Decode(encoded, _network.Manifest.Input);
        Mark(1);
        _network.Preprocess(picture.Image, _slot, picture.SourceWidth, picture.SourceHeight);
        Mark(2);
        _network.Infer(_slot);
        Mark(3);
        _network.Decode(_slot, _network.Tasks, _result);
        Mark(4);
        var bytes = Write(picture);
        Mark(5);
        var all = Milliseconds(0, StageCount);
        FirstFrameMs ??= all;
        if (!counts) return;
        for (var stage = 0; stage < StageCount; stage++) Samples[stage].Add(Milliseconds(stage, stage + 1));
        EndToEndMs.Add(all);
        MessageBytes += bytes;
        Detections += _result.Tasks.HasFlag(NetworkTasks.Detections) ? _result.Detections.Length : 0;
    }

    /// <summary>
    /// Asks the device how it is and finds out who computes what: in a session of its own, as profiling costs time.
    /// </summary>
    public void AskDevice()
    {
        Telemetry = Backend.ReadTelemetry();
        Placement = Backend.Placement;
        if (Backend.Capabilities.HasFlag(BackendCapabilities.LayerProfile))
        {
            using var profiled = new MultiTaskNetwork(File, new NetworkOptions
            {
                Inference = Inference with { MeasurePlacement = true },
            });
            Placement = profiled.Backend.Placement;
        }
    }

    public void Dispose()
    {
        _slot.Dispose();
        _network.Dispose();
    }

    private int Write(LoadedPicture picture)
    {
        using var frame = _frames.Rent();
        frame.Fill(picture.Image.AddReference(), 0, 0, "camera", picture.SourceWidth, picture.SourceHeight, _marks[0]);
        var (lanes, input) = (_result.Lanes.Network, _network.Manifest.Input);
        return _messages.Write(frame, _result, MessageHeader.Of(frame),
            _slot.Transform.ScaleX * lanes.Width / input.Width, _slot.Transform.ScaleY * lanes.Height / input.Height);
    }

    private void Mark(int index) => _marks[index] = Stopwatch.GetTimestamp();

    private double Milliseconds(int from, int to) =>
        Stopwatch.GetElapsedTime(_marks[from], _marks[to]).TotalMilliseconds;
}
