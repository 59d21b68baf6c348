using System.Text;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.Tf2Msgs;

namespace Ros2DotNet.Tf;

/// <summary>Fills a buffer from <c>/tf</c> and <c>/tf_static</c>. When the node's clock jumps back or changes its
/// source, as it does when a recording starts anew, the buffer forgets what moves. Handlers of the node may wait for
/// transforms.</summary>
public sealed class TransformListener : IDisposable
{
    /// <summary><c>/tf_static</c>: reliable, kept for late joiners, the last 100.</summary>
    public static readonly QosProfile StaticQos = QosProfile.Tf with { Durability = DurabilityPolicy.TransientLocal };

    // Of a stamp, two empty frame ids and seven doubles.
    private const int LeastTransformSize = 8 + 2 * 4 + 7 * 8;
    private const int MaximumFrameIdLength = 256;

    private readonly Node _node;
    private readonly TransformBuffer _buffer;
    private readonly Subscription _moving;
    private readonly Subscription _static;
    private long _rejected;

    /// <summary>Subscribes.</summary>
    public TransformListener(Node node, TransformBuffer buffer, QosProfile? qos = null, QosProfile? staticQos = null)
    {
        (_node, _buffer) = (node, buffer);
        node.Clock.Jumped += Clear;
        _moving = Subscribe("/tf", qos ?? QosProfile.Tf, isStatic: false);
        _static = Subscribe("/tf_static", staticQos ?? StaticQos, isStatic: true);
    }

    /// <summary>Transforms that the buffer did not take; the log says why.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Managed bytes that taking messages has cost.</summary>
    internal long AllocatedBytes { get; private set; }

    public void Dispose()
    {
        _node.Clock.Jumped -= Clear;
        _moving.Dispose();
        _static.Dispose();
    }

    // On the executor that no handler of the user holds up, so that a handler may wait for a transform.
    private Subscription Subscribe(string topic, QosProfile qos, bool isStatic) => _node.CreateLoanedSubscription(
        topic, TFMessage.TypeName, TFMessage.TypeHash, qos, loan => Take(loan, isStatic), _node.Context.SystemExecutor);

    private void Take(MessageLoan loan, bool isStatic)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        using (loan)
        {
            var reader = new CdrReader(loan.Cdr, TFMessage.TypeName) { Field = "transforms" };
            for (var left = reader.ReadCount(LeastTransformSize); left > 0; left--)
            {
                Add(new TransformStampedView(ref reader), isStatic);
            }
        }

        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
    }

    private void Add(in TransformStampedView message, bool isStatic)
    {
        Span<char> parent = stackalloc char[MaximumFrameIdLength];
        Span<char> child = stackalloc char[MaximumFrameIdLength];
        if (!Encoding.UTF8.TryGetChars(message.Header.FrameId, parent, out var parentLength) ||
            !Encoding.UTF8.TryGetChars(message.ChildFrameId, child, out var childLength))
        {
            throw new CdrException($"a frame id of more than {MaximumFrameIdLength} characters");
        }

        var t = message.Transform.Translation;
        var r = message.Transform.Rotation;
        var transform = new RigidTransform(new Vector3d(t.X, t.Y, t.Z), new Quaterniond(r.X, r.Y, r.Z, r.W));
        var stamp = RosTime.FromParts(message.Header.Stamp.Sec, message.Header.Stamp.Nanosec);
        parent = parent[..parentLength];
        child = child[..childLength];
        var rejection = _buffer.Add(parent, child, stamp.Nanoseconds, transform, isStatic);
        if (rejection != TransformRejection.None)
        {
            Report(rejection, parent.ToString(), child.ToString(), stamp);
        }
    }

    private void Clear(long jumpNs)
    {
        _node.Logger.LogWarning("time jumped by {Seconds:F3} s: forgetting moving transforms", jumpNs * 1e-9);
        _buffer.Clear();
    }

    private void Report(TransformRejection rejection, string parent, string child, RosTime stamp)
    {
        var count = Interlocked.Increment(ref _rejected);
        if (count > 1 && count % 100 != 0)
        {
            return;
        }

        var reason = rejection switch
        {
            TransformRejection.EmptyFrameId => "a frame id is empty",
            TransformRejection.SelfTransform => "a frame cannot be its own parent",
            TransformRejection.NotFinite => "it holds a number that is not finite",
            TransformRejection.NotAUnitQuaternion => "its rotation is not a unit quaternion",
            TransformRejection.TooOld =>
                $"its stamp {stamp.Seconds}.{stamp.NanosecondPart:d9} is older than the buffer keeps",
            _ => $"'{parent}' hangs below '{child}' already",
        };
        _node.Logger.LogWarning("ignored the transform of '{Child}' in '{Parent}' ({Count} so far): {Reason}",
            child, parent, count, reason);
    }
}
