using Microsoft.Extensions.Logging;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>Finds objects in the images of a camera topic: <c>~/in/image</c> to <c>~/out/objects</c>,
/// <c>~/out/detections</c> and <c>~/out/image</c>. It works only while somebody listens, always on the newest image;
/// frame k+1 is decoded and laid out for the network while k is in it and k-1 is published.</summary>
public sealed class YoloxNode : IPerceptionNode
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromSeconds(1);

    // One is filled, one waits, one is computed; the publishing stage holds one for the moment it takes to read it.
    private const int Slots = 3;

    private readonly Node _node;
    private readonly YoloxModel _model;
    private readonly CameraFrameDecoder _decoder;
    private readonly YoloxOutputs _outputs;
    private readonly ImageInput _input;
    private readonly YoloxDiagnostics _diagnostics;
    private readonly BadFrames _bad;
    private readonly RosTimer _poll;
    private readonly RosTimer _report;

    private readonly Mailbox<ImageArrival> _arrivals = new();
    private readonly Mailbox<YoloxJob> _prepared = new();
    private readonly Mailbox<YoloxJob> _computed = new();
    private readonly ObjectPool<ImageArrival> _arrivalPool;
    private readonly ObjectPool<YoloxJob> _jobPool;
    private readonly InferenceSlotPool _slots;
    private readonly StageThread[] _stages;

    // Of the three stages and the executor, as of their last item.
    private readonly long[] _allocated = new long[4];

    /// <summary>Declares parameters, loads the model and starts to work.</summary>
    /// <exception cref="RosParameterException">A parameter is unknown or out of range.</exception>
    public YoloxNode(RosContext context)
        : this(context, context.CreateNode("yolox"))
    {
    }

    internal YoloxNode(Node node)
        : this(node.Context, node)
    {
    }

    private YoloxNode(RosContext context, Node node)
    {
        _node = node;
        Parameters = YoloxParameters.DeclareAll(node.Parameters);
        _model = new YoloxModel(Parameters, node.Logger);
        BuildOnly = Parameters.BuildOnly;

        _bad = new BadFrames(node.Logger);
        _decoder = new CameraFrameDecoder(_model.Detector.Manifest.Input.Width, _model.Detector.Manifest.Input.Height);
        _outputs = new YoloxOutputs(node, _model.Detector.Manifest, Parameters.AutowareCompat);
        _input = new ImageInput(context, node, "~/in/image", Parameters.ImageTransport, OnRawImage, OnCompressedImage);
        _diagnostics = new YoloxDiagnostics(node, Parameters, _model, _input, _outputs, _bad, () => Dropped);

        _arrivalPool = new ObjectPool<ImageArrival>(() => new ImageArrival(_arrivalPool!));
        _slots = new InferenceSlotPool(_model.Detector.Network, Slots);
        _jobPool = new ObjectPool<YoloxJob>(() => new YoloxJob(_jobPool!, _slots, Parameters.MaxDetections));
        _stages =
        [
            new StageThread($"{node.Name}/decode", DecodeLoop, OnStageFailure),
            new StageThread($"{node.Name}/infer", InferLoop, OnStageFailure),
            new StageThread($"{node.Name}/publish", PublishLoop, OnStageFailure),
        ];
        node.Parameters.Changed += _ => _model.Follow(YoloxParameters.Read(node.Parameters));

        // By the steady clock: a node whose simulated time stands still is still to be told and to tell.
        _poll = node.CreateWallTimer(PollPeriod, Poll);
        _report = node.CreateWallTimer(DiagnosticsPeriod, _diagnostics.Publish);
    }

    public YoloxParameters Parameters { get; }

    /// <summary>The model is loaded, and no more was asked for.</summary>
    public bool BuildOnly { get; }

    bool IPerceptionNode.IsDone => BuildOnly;

    /// <summary>Set when a stage broke down; the process should end.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Raised on the failing stage's thread.</summary>
    public event Action? Failed;

    /// <summary>Managed bytes that the node's threads have allocated since the start.</summary>
    internal long AllocatedBytes => _allocated.Sum();

    internal long Received => _input.Received;

    internal long Published => _outputs.Published;

    internal long Bad => _bad.Count + _input.Malformed;

    internal string LastError => _bad.LastError;

    internal bool IsSubscribed => _input.IsOpen;

    internal long Dropped => _arrivals.Displaced + _prepared.Displaced;

    public void Dispose()
    {
        _report.Dispose();
        _poll.Dispose();
        _input.Dispose();
        _arrivals.Close();
        _prepared.Close();
        _computed.Close();
        _slots.Close();
        foreach (var stage in _stages) stage.Join();
        _diagnostics.Dispose();
        _outputs.Dispose();
        _slots.Dispose();
        _model.Dispose();
        _node.Dispose();
    }

    // Autoware's boxes are cut to whole pixels of the image: those of a smaller one, scaled up, would not be the same.
    private bool WantsWholeImages => Parameters.AutowareCompat || _outputs.ImageHasListeners;

    private void Poll()
    {
        _input.Update(_outputs.HaveListeners);
        _allocated[^1] = GC.GetAllocatedBytesForCurrentThread();
    }

    private void OnRawImage(MessageLoan loan) => Accept(loan, compressed: false);

    private void OnCompressedImage(MessageLoan loan) => Accept(loan, compressed: true);

    private void Accept(MessageLoan loan, bool compressed)
    {
        var arrival = _arrivalPool.Rent();
        arrival.Fill(loan, compressed);
        _arrivals.Post(arrival);
    }

    private void DecodeLoop()
    {
        // The slot first: what arrives while there is none may still be replaced by something newer.
        while (_slots.TryRent(out var slot))
        {
            if (!_arrivals.TryTake(out var arrival))
            {
                _slots.Return(slot);
                return;
            }

            _allocated[0] = GC.GetAllocatedBytesForCurrentThread();
            var compressed = arrival.Compressed;
            CameraFrame frame;
            try
            {
                using (arrival) frame = _decoder.Decode(arrival.TakeLoan(), compressed, WantsWholeImages);
            }
            catch (Exception e) when (BadFrames.Explains(e))
            {
                _slots.Return(slot);
                _bad.Add(e);
                continue;
            }

            _model.Detector.Preprocess(frame.Image, slot);
            if (!_outputs.ImageHasListeners) frame.ReleaseImage();
            var job = _jobPool.Rent();
            job.Begin(frame, slot);

            // A raw frame costs little to replace by a newer one. Decoding is not done for nothing: the next compressed
            // message waits its turn, and what is dropped is dropped before.
            if (compressed) _prepared.Hand(job);
            else _prepared.Post(job);
        }
    }

    private void InferLoop()
    {
        while (_prepared.TryTake(out var job))
        {
            _allocated[1] = GC.GetAllocatedBytesForCurrentThread();
            _model.Detector.Infer(job.Slot);
            _computed.Hand(job);
        }
    }

    private void PublishLoop()
    {
        while (_computed.TryTake(out var job))
        {
            _allocated[2] = GC.GetAllocatedBytesForCurrentThread();
            using (job)
            {
                try
                {
                    job.Complete(_model.Detector.Decode(job.Slot));
                }
                catch (Exception e) when (BadFrames.Explains(e))
                {
                    _bad.Add(e);
                    continue;
                }

                _outputs.Publish(job);
            }
        }
    }

    private void OnStageFailure(Exception e)
    {
        Failure = e;
        _node.Logger.LogCritical("the pipeline stopped: {Reason}", e.Message);
        Failed?.Invoke();
    }
}
