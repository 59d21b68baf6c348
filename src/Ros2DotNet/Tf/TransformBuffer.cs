namespace Ros2DotNet.Tf;

/// <summary>
/// Remembers where frames were and tells where one is seen from another: tf2's buffer. Thread-safe. Times of zero mean
/// the newest at which all links between the two frames are known. Lookups and additions allocate nothing once every
/// link has been seen for <see cref="CacheTime"/>.
/// </summary>
public sealed partial class TransformBuffer
{
    private const double UnitTolerance = 0.01;
    private const double ExactUnitTolerance = 1e-12;

    // Not a Lock: blocking lookups wait on it, and that one allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly TransformTree _tree = new();
    private readonly List<PendingLookup> _pending = [];
    private readonly long _keepNs;

    /// <param name="cacheTime">How much of the past is kept; 10 s by default.</param>
    public TransformBuffer(TimeSpan? cacheTime = null)
    {
        CacheTime = cacheTime ?? TimeSpan.FromSeconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThan(CacheTime, TimeSpan.Zero, nameof(cacheTime));
        _keepNs = CacheTime.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>How much of the past is kept.</summary>
    public TimeSpan CacheTime { get; }

    /// <summary>Adds what is known of one frame in another. A leading '/' of a frame id is dropped; a rotation that is
    /// not quite a unit quaternion is made one.</summary>
    /// <returns>Why it was not taken, or <see cref="TransformRejection.None"/>.</returns>
    public TransformRejection Add(in StampedTransform transform, bool isStatic = false) =>
        Add(transform.FrameId, transform.ChildFrameId, transform.Stamp.Nanoseconds, transform.Transform, isStatic);

    /// <summary>Forgets every moving transform; static ones stay.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _tree.ClearHistories();
        }
    }

    /// <summary>Every frame that was ever spoken of, by name.</summary>
    public IReadOnlyList<FrameInfo> GetFrames()
    {
        lock (_gate)
        {
            var frames = Enumerable.Range(0, _tree.Count).Select(Describe);
            return [.. frames.OrderBy(frame => frame.Name, StringComparer.Ordinal)];
        }
    }

    internal TransformRejection Add(
        ReadOnlySpan<char> parent, ReadOnlySpan<char> child, long stampNs, in RigidTransform transform, bool isStatic)
    {
        parent = WithoutSlash(parent);
        child = WithoutSlash(child);
        if (Problem(parent, child, transform) is var problem and not TransformRejection.None)
        {
            return problem;
        }

        var offUnit = Math.Abs(transform.Rotation.LengthSquared - 1);
        var rotation = offUnit > ExactUnitTolerance ? transform.Rotation.Normalized() : transform.Rotation;
        lock (_gate)
        {
            var sample = new LinkSample(stampNs, _tree.GetOrAddFrame(parent), transform with { Rotation = rotation });
            var rejection = _tree.Add(_tree.GetOrAddFrame(child), sample, isStatic, _keepNs);
            if (rejection == TransformRejection.None)
            {
                CompletePending();
                Monitor.PulseAll(_gate);
            }

            return rejection;
        }
    }

    private static ReadOnlySpan<char> WithoutSlash(ReadOnlySpan<char> id) => id is ['/', .. var rest] ? rest : id;

    private static TransformRejection Problem(
        ReadOnlySpan<char> parent, ReadOnlySpan<char> child, in RigidTransform transform)
    {
        if (parent.IsEmpty || child.IsEmpty)
        {
            return TransformRejection.EmptyFrameId;
        }

        if (parent.SequenceEqual(child))
        {
            return TransformRejection.SelfTransform;
        }

        var (t, r) = transform;
        if (!double.IsFinite(t.X + t.Y + t.Z) || !double.IsFinite(r.X + r.Y + r.Z + r.W))
        {
            return TransformRejection.NotFinite;
        }

        return Math.Abs(r.LengthSquared - 1) > UnitTolerance
            ? TransformRejection.NotAUnitQuaternion : TransformRejection.None;
    }

    private FrameInfo Describe(int frame) => _tree.LinkOf(frame) is { } link
        ? new FrameInfo(_tree.NameOf(frame), _tree.NameOf(link.Newest.Parent), link.IsStatic, link.Count,
            new RosTime(link.Oldest.StampNs), new RosTime(link.Newest.StampNs))
        : new FrameInfo(_tree.NameOf(frame), null, false, 0, default, default);
}
