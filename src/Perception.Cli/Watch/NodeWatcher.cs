using Perception.Imaging;
using Perception.Nodes.Input;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Cli.Watch;

/// <summary>Listens to a detection node's outputs and to what it says about itself.</summary>
internal sealed class NodeWatcher : IDisposable
{
    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(1);

    private readonly Node _node;
    private readonly string _watched;
    private readonly string? _folder;
    private readonly List<Subscription> _subscriptions = [];
    private readonly CameraFrameDecoder _decoder = new();
    private DateTime _nextSave;

    /// <exception cref="UsageException">The folder cannot be made.</exception>
    public NodeWatcher(RosContext context, string watched, string? folder, TimeSpan warmUp)
    {
        (_watched, _folder, Statistics) = (watched, folder, new WatchStatistics(warmUp));
        _node = context.CreateNode("perception_watch");
        _subscriptions.Add(
            _node.CreateSubscription<Detection2DArray>($"{watched}/out/detections", QosProfile.Default, OnDetections));
        _subscriptions.Add(
            _node.CreateSubscription<DiagnosticArray>("/diagnostics", QosProfile.Default, OnDiagnostics));
        if (folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write images to '{folder}': {e.Message}");
        }

        _subscriptions.Add(_node.CreateLoanedSubscription<Ros2DotNet.Messages.SensorMsgs.Image>(
            $"{watched}/out/image", QosProfile.SensorData with { Depth = 1 }, OnImage));
    }

    public WatchStatistics Statistics { get; }

    public int SavedImages { get; private set; }

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _node.Dispose();
    }

    private void OnDetections(Detection2DArray message)
    {
        var latencyMs = (_node.Now().Nanoseconds - RosTime.FromMessage(message.Header.Stamp).Nanoseconds) * 1e-6;
        var labels = new List<string>(message.Detections.Count);
        for (var i = 0; i < message.Detections.Count; i++)
        {
            var results = message.Detections[i].Results;
            if (results.Count > 0) labels.Add(results[0].Hypothesis.ClassId);
        }

        Statistics.AddFrame(latencyMs, labels);
    }

    private void OnDiagnostics(DiagnosticArray message)
    {
        var prefix = $"{_watched[(_watched.LastIndexOf('/') + 1)..]}:";
        for (var i = 0; i < message.Status.Count; i++)
        {
            var status = message.Status[i];
            if (!status.Name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var dropped = "-";
            for (var k = 0; k < status.Values.Count; k++)
            {
                if (status.Values[k].Key == "dropped") dropped = status.Values[k].Value;
            }

            Statistics.SetDiagnostics(status.Message, dropped);
        }
    }

    private void OnImage(MessageLoan loan)
    {
        var now = DateTime.UtcNow;
        if (now < _nextSave)
        {
            loan.Dispose();
            return;
        }

        _nextSave = now + SavePeriod;
        using var frame = _decoder.Decode(loan, compressed: false, fullSize: true);
        ImageFile.Save(Path.Combine(_folder!, $"{SavedImages:D3}.png"), frame.Image);
        SavedImages++;
    }
}
