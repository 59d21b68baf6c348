using Microsoft.Extensions.Logging;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>
/// Subscribes to topics as they appear and writes what comes. Messages wait where DDS put them, in a queue of limited
/// size; a thread of its own writes them. What does not fit is counted and said.
/// </summary>
internal sealed class BagRecorder : IDisposable
{
    private readonly object _gate = new();
    private readonly Node _node;
    private readonly BagWriter _writer;
    private readonly Func<string, bool> _wanted;
    private readonly long _queueBytes;
    private readonly Dictionary<string, RecordedTopic> _topics = [];
    private readonly Queue<Waiting> _queue = new();
    private readonly Thread _thread;
    private long _queuedBytes;
    private bool _stopping;

    public BagRecorder(Node node, BagWriter writer, Func<string, bool> wanted, long queueBytes)
    {
        _node = node;
        _writer = writer;
        _wanted = wanted;
        _queueBytes = queueBytes;
        _thread = new Thread(WriteQueue) { IsBackground = true, Name = "bag/queue" };
        _thread.Start();
    }

    /// <summary>The error that ended the recording; null while it goes well.</summary>
    public BagException? Failure { get; private set; }

    public IReadOnlyCollection<RecordedTopic> Topics => _topics.Values;

    /// <summary>Subscribes to wanted topics that are new in the graph.</summary>
    public void Discover(IReadOnlyList<TopicEndpoint> endpoints)
    {
        var foreign = endpoints.Where(endpoint => endpoint.IsPublisher && endpoint.Node != _node.FullyQualifiedName);
        foreach (var topic in foreign.GroupBy(endpoint => endpoint.Topic))
        {
            if (!_topics.ContainsKey(topic.Key) && _wanted(topic.Key)) Subscribe([.. topic]);
        }
    }

    /// <summary>Says what DDS lost since the last call.</summary>
    public void ReportLosses()
    {
        foreach (var topic in _topics.Values)
        {
            if (topic.TakeNewLosses() is > 0 and var lost)
                _node.Logger.LogWarning("{Count} messages on '{Topic}' were lost, {Total} so far", lost, topic.Name,
                    topic.Lost);
        }
    }

    /// <summary>Ends the subscriptions and writes what still waits.</summary>
    public void Dispose()
    {
        foreach (var topic in _topics.Values) topic.Dispose();
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Subscribe(List<TopicEndpoint> publishers)
    {
        var first = publishers[0];
        var definition = MessageTypes.TryGet(first.Type, out var type)
            ? type.Definition
            : InstalledDefinitions.Find(first.Type, Environment.GetEnvironmentVariable("AMENT_PREFIX_PATH"));
        var hash = publishers.Select(publisher => publisher.TypeHash).FirstOrDefault(text => text.Length > 0)
            ?? type?.TypeHash ?? "";
        var bagTopic = _writer.AddTopic(new BagTopic(first.Topic, first.Type)
        {
            OfferedQos = QosText.Format(publishers.Select(publisher => publisher.Qos)),
            TypeHash = hash,
            Definition = definition is null ? null : new MessageDefinition("ros2msg", definition),
        });
        if (definition is null)
            _node.Logger.LogWarning("'{Topic}' is recorded without the definition of {Type}: it is not in " +
                "AMENT_PREFIX_PATH", first.Topic, first.Type);
        var topic = new RecordedTopic(bagTopic);
        _topics.Add(first.Topic, topic);
        topic.Subscription = _node.CreateLoanedSubscription(
            first.Topic, first.Type, hash, RecordingQos(publishers), loan => Take(topic, loan));
        _node.Logger.LogInformation("recording '{Topic}' [{Type}]", first.Topic, first.Type);
    }

    // Asks for what every publisher offers: more would leave one of them out.
    private static QosProfile RecordingQos(List<TopicEndpoint> publishers) => new()
    {
        Depth = 100,
        Reliability = publishers.TrueForAll(publisher => publisher.Reliability == ReliabilityPolicy.Reliable)
            ? ReliabilityPolicy.Reliable : ReliabilityPolicy.BestEffort,
        Durability = publishers.TrueForAll(publisher => publisher.Durability == DurabilityPolicy.TransientLocal)
            ? DurabilityPolicy.TransientLocal : DurabilityPolicy.Volatile,
    };

    // On the executor's thread.
    private void Take(RecordedTopic topic, MessageLoan loan)
    {
        var now = RosTime.SystemNow.Nanoseconds;
        lock (_gate)
        {
            if (!_stopping && Failure is null && (_queuedBytes + loan.Length <= _queueBytes || _queue.Count == 0))
            {
                _queue.Enqueue(new Waiting(topic, loan, now));
                _queuedBytes += loan.Length;
                Monitor.PulseAll(_gate);
                return;
            }
        }

        loan.Dispose();
        if (Failure is null && !_stopping && topic.Dropped++ % 100 == 0)
            _node.Logger.LogWarning("the disk is too slow: {Count} messages on '{Topic}' were dropped so far",
                topic.Dropped, topic.Name);
    }

    private void WriteQueue()
    {
        while (Next() is { } waiting)
        {
            using (waiting.Loan)
            {
                try
                {
                    if (Failure is not null) continue;
                    _writer.Write(waiting.Topic.BagTopic, waiting.LogTimeNs, waiting.Loan.Cdr,
                        waiting.Loan.SourceTimestampNs);
                    waiting.Topic.Written++;
                }
                catch (BagException e)
                {
                    Failure = e;
                    _node.Logger.LogError("{Problem}", e.Message);
                    _node.Context.RequestShutdown();
                }
            }
        }
    }

    private Waiting? Next()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_stopping) Monitor.Wait(_gate);
            if (!_queue.TryDequeue(out var waiting)) return null;
            _queuedBytes -= waiting.Loan.Length;
            return waiting;
        }
    }

    private readonly record struct Waiting(RecordedTopic Topic, MessageLoan Loan, long LogTimeNs);
}
