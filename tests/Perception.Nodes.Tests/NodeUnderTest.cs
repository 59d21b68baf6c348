using Perception.Geometry;
using Perception.Nodes.Calibration;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>A node of the catalogue in a namespace of its own, and a peer with a DDS participant of its own.</summary>
internal sealed class NodeUnderTest : IDisposable
{
    private static readonly QosProfile Latest = QosProfile.Default with { Depth = 1 };
    private static int _count;

    private readonly RosContext _nodeContext;
    private readonly RosContext _peerContext;
    private readonly string _namespace = $"/test_{Interlocked.Increment(ref _count)}";
    private readonly string _name;
    private string _health = "";

    public NodeUnderTest(string name, params string[] rosArguments)
    {
        _name = name;
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        _nodeContext = new RosContext(["--ros-args", "-r", $"__ns:={_namespace}", .. rosArguments]);
        Node = NodeCatalogue.Find(name)!.Start(_nodeContext);
        _peerContext = new RosContext([]);
        Peer = _peerContext.CreateNode("peer");
    }

    public IPerceptionNode Node { get; }

    public IStageCounters Counters => (IStageCounters)Node;

    public Node Peer { get; }

    /// <summary>Level and sentence of the node's status, once <see cref="WatchHealth"/> was called.</summary>
    public string Health => Volatile.Read(ref _health);

    public string Topic(string name) => $"{_namespace}/{_name}/{name}";

    public Publisher<T> Publish<T>(string name) where T : class, IRosMessage<T>, new() =>
        Peer.CreatePublisher<T>(Topic(name), Latest);

    /// <summary>
    /// Each message is one of its own: what a test keeps is not written over by those still under way.
    /// </summary>
    public Subscription Listen<T>(string name, Action<T> handler) where T : class, IRosMessage<T>, new() =>
        Peer.CreateLoanedSubscription<T>(Topic(name), Latest, loan =>
    {
        var message = new T();
        using (loan) T.Deserialize(loan.Cdr, message);
        handler(message);
    });

    /// <summary>Sends again and again until something is true.</summary>
    public static void SendUntil(Action send, Func<bool> condition) => YoloxNodeUnderTest.Until(() =>
    {
        send();
        Thread.Sleep(20);
        return condition();
    });

    public void WatchHealth() => Peer.CreateSubscription<DiagnosticArray>("/diagnostics", QosProfile.Default, array =>
    {
        var status = array.Status[0];
        if (status.Name.StartsWith($"{_name}:", StringComparison.Ordinal))
            Volatile.Write(ref _health, $"{status.Level} {status.Message}");
    });

    public static CameraInfo Info(CameraValues values, string frameId, int stampSec)
    {
        var message = new CameraInfo();
        CameraInfoMessages.Fill(message, values);
        message.Header.FrameId = frameId;
        message.Header.Stamp.Sec = stampSec;
        return message;
    }

    public static RosImage Raw(Image image, string frameId, int stampSec) =>
        YoloxNodeUnderTest.RawMessage(image, frameId, stampSec, 5);

    /// <summary>Sends frames until a round of them has allocated nothing on the node's threads. A pool may still grow
    /// where the machine lets more frames wait than before; what a frame costs is in every round.</summary>
    public void AssertFramesAllocateNothing(Action<int> send, int warmUp = 40, int frames = 30)
    {
        // Of several inputs one may come before the other: at the start that is no frame.
        const int Start = 100;
        var stamp = 1000;
        Through(warmUp, Start);
        var bad = Counters.Bad;
        SteadyState.RoundAllocatesNothing(() => Through(frames, bad), ("bytes", () => Counters.AllocatedBytes));

        void Through(int count, long mostBad)
        {
            var until = Counters.Published + count;
            SendUntil(() => send(stamp++),
                () => Counters.Published >= until || Counters.Bad > mostBad || Node.Failure is not null);
            Assert.True(Counters.Bad <= mostBad && Node.Failure is null, Counters.LastError + Node.Failure?.Message);
        }
    }

    public void Dispose()
    {
        Peer.Dispose();
        _peerContext.Dispose();
        Node.Dispose();
        _nodeContext.Dispose();
    }
}
