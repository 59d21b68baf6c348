using System.Text;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.Tf2Msgs;

namespace Ros2DotNet.Tf;

/// <summary>Fills a buffer from <c>/tf</c> and <c>/tf_static</c>. When the node's clock jumps back, as it does when a
/// recording starts anew, the buffer forgets what moves.</summary>
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
    private RosTime _lastNow;
    private long _rejected;

    /// <summary>Subscribes.</summary>
    public TransformListener(Node node, TransformBuffer buffer, QosProfile? qos = null, QosProfile? staticQos = null)
    {
        (_node, _buffer) = (node, buffer);
        buffer.AddFeeder(() => node.Executor.IsCurrentThread);
        _moving = node.CreateLoanedSubscription<TFMessage>("/tf", qos ?? QosProfile.Tf, loan => Take(loan, isStatic: false));
        _static = node.CreateLoanedSubscription<TFMessage>("/tf_static", staticQos ?? StaticQos, loan => Take(loan, isStatic: true));
    }

    /// <summary>Transforms that the buffer did not take; the log says why.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    public void Dispose()
    {
        _moving.Dispose();
        _static.Dispose();
    }

    private void Take(MessageLoan loan, bool isStatic)
    {
        using (loan)
        {
            ClearIfTimeJumpedBack();
            var reader = new CdrReader(loan.Cdr, TFMessage.TypeName) { Field = "transforms" };
            for (var left = reader.ReadCount(LeastTransformSize); left > 0; left--)
            {
                Add(new TransformStampedView(ref reader), isStatic);
            }
        }
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
        var rejection = _buffer.Add(parent[..parentLength], child[..childLength], stamp.Nanoseconds, transform, isStatic);
        if (rejection != TransformRejection.None)
        {
            Report(rejection, parent[..parentLength].ToString(), child[..childLength].ToString(), stamp);
        }
    }

    private void ClearIfTimeJumpedBack()
    {
        var now = _node.Now();
        if (now.Nanoseconds < _lastNow.Nanoseconds)
        {
            _node.Logger.LogWarning("time jumped back by {Seconds:F3} s: forgetting moving transforms",
                (_lastNow.Nanoseconds - now.Nanoseconds) * 1e-9);
            _buffer.Clear();
        }

        _lastNow = now;
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
            TransformRejection.TooOld => $"its stamp {stamp.Seconds}.{stamp.NanosecondPart:d9} is older than the buffer keeps",
            _ => $"'{parent}' hangs below '{child}' already",
        };
        _node.Logger.LogWarning("ignored the transform of '{Child}' in '{Parent}' ({Count} so far): {Reason}", child, parent, count, reason);
    }
}
