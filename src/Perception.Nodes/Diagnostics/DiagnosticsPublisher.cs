using System.Globalization;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Perception.Nodes.Diagnostics;

/// <summary>One status on <c>/diagnostics</c>, made only while somebody listens.</summary>
internal sealed class DiagnosticsPublisher : IDisposable
{
    private readonly Node _node;
    private readonly Publisher<DiagnosticArray> _publisher;
    private readonly DiagnosticArray _message = new();
    private readonly DiagnosticStatus _status;

    /// <param name="node">The node spoken of.</param>
    /// <param name="task">Which of its tasks; the status is called <c>node: task</c>.</param>
    /// <param name="hardwareId">The device that the task runs on.</param>
    public DiagnosticsPublisher(Node node, string task, string hardwareId)
    {
        _node = node;
        _publisher = node.CreatePublisher<DiagnosticArray>("/diagnostics", QosProfile.Default);
        _status = _message.Status.Add();
        _status.Name = $"{node.Name}: {task}";
        _status.HardwareId = hardwareId;
    }

    public bool HasListeners => _publisher.SubscriberCount > 0;

    public void Publish(Health health, ReadOnlySpan<(string Key, string Value)> values)
    {
        var now = _node.Now();
        now.CopyTo(_message.Header.Stamp);
        _status.Level = health.Level;
        _status.Message = health.Message;
        _status.Values.Clear();
        foreach (var (key, value) in values)
        {
            var item = _status.Values.Add();
            (item.Key, item.Value) = (key, value);
        }

        _publisher.Publish(_message);
    }

    public static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _publisher.Dispose();
}
