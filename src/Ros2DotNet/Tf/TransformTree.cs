using System.Globalization;

namespace Ros2DotNet.Tf;

/// <summary>Frames by number, each with the history of its link to its parent. Not thread-safe: the buffer
/// locks.</summary>
internal sealed class TransformTree
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbersBySpan;
    private readonly List<string> _names = [];
    private readonly List<LinkCache?> _links = [];

    public TransformTree() => _numbersBySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _names.Count;

    public string NameOf(int frame) => _names[frame];

    public bool TryGetFrame(string name, out int frame) => _numbers.TryGetValue(name, out frame);

    public int GetOrAddFrame(ReadOnlySpan<char> name)
    {
        if (_numbersBySpan.TryGetValue(name, out var frame))
        {
            return frame;
        }

        _names.Add(name.ToString());
        _links.Add(null);
        _numbers.Add(_names[^1], _names.Count - 1);
        return _names.Count - 1;
    }

    /// <summary>The link of a frame to its parent; null for a root.</summary>
    public LinkCache? LinkOf(int frame) => _links[frame] is { Count: > 0 } link ? link : null;

    /// <summary>Adds a sample; a frame that was static and now moves, or the reverse, starts a new history.</summary>
    public TransformRejection Add(int child, in LinkSample sample, bool isStatic, long keepNs)
    {
        // Bounded, since histories can make the newest parents of frames that moved between trees meet in a circle.
        for (int frame = sample.Parent, steps = 0; steps <= Count; steps++)
        {
            if (frame == child)
            {
                return TransformRejection.Loop;
            }

            if (LinkOf(frame) is not { } link)
            {
                break;
            }

            frame = link.Newest.Parent;
        }

        if (_links[child] is not { } own || own.IsStatic != isStatic)
        {
            _links[child] = own = new LinkCache(isStatic);
        }

        return own.Add(sample, keepNs) ? TransformRejection.None : TransformRejection.TooOld;
    }

    public void ClearHistories()
    {
        foreach (var link in _links)
        {
            link?.Clear();
        }
    }

    /// <summary>The newest time at which every moving link between two frames is known; zero if none of them
    /// moves.</summary>
    public bool TryFindLatestCommonTime(int target, int source, out long stampNs, out TransformFailure failure)
    {
        stampNs = 0;
        failure = default;
        var (targetDepth, targetRoot) = NewestRoot(target);
        var (sourceDepth, sourceRoot) = NewestRoot(source);
        if (targetDepth < 0 || sourceDepth < 0 || targetRoot != sourceRoot)
        {
            var loop = new TransformFailure(
                TransformProblem.Loop, NameOf(target), NameOf(source), 0, targetRoot, sourceRoot);
            failure = targetDepth < 0 || sourceDepth < 0 ? loop : TwoTrees(loop);
            return false;
        }

        var common = long.MaxValue;
        while (target != source)
        {
            ref var deeper = ref sourceDepth >= targetDepth ? ref source : ref target;
            _ = sourceDepth >= targetDepth ? sourceDepth-- : targetDepth--;
            var link = _links[deeper]!;
            common = link.IsStatic ? common : Math.Min(common, link.Newest.StampNs);
            deeper = link.Newest.Parent;
        }

        stampNs = common == long.MaxValue ? 0 : common;
        return true;
    }

    /// <summary>The pose of <paramref name="source"/> in <paramref name="target"/> at a time.</summary>
    public bool TryFind(
        int target, int source, long stampNs, out RigidTransform transform, out TransformFailure failure)
    {
        transform = RigidTransform.Identity;
        failure = default;
        var (targetDepth, targetTop) = TopAt(target, stampNs);
        var (sourceDepth, sourceTop) = TopAt(source, stampNs);
        if (targetTop != sourceTop || targetDepth < 0 || sourceDepth < 0)
        {
            failure = Diagnose(target, source, stampNs, targetTop, sourceTop, targetDepth < 0 || sourceDepth < 0);
            return false;
        }

        // Both climb to where they meet and no further: what lies above would cancel out, and may be unknown.
        var targetUp = RigidTransform.Identity;
        var sourceUp = RigidTransform.Identity;
        while (target != source)
        {
            if (sourceDepth >= targetDepth)
            {
                Climb(ref source, ref sourceUp, stampNs);
                sourceDepth--;
            }
            else
            {
                Climb(ref target, ref targetUp, stampNs);
                targetDepth--;
            }
        }

        transform = targetUp.Inverse * sourceUp;
        return true;
    }

    /// <summary>One sentence: what was asked, which link is missing, and what there is of it.</summary>
    public string Explain(in TransformFailure failure)
    {
        var asked = $"no transform from '{failure.Source}' to '{failure.Target}'";
        switch (failure.Problem)
        {
            case TransformProblem.InvalidFrameId:
                var id = FrameIdIsValid(failure.Target) ? failure.Source : failure.Target;
                return id.Length == 0
                    ? $"{asked}: a frame id must not be empty"
                    : $"{asked}: the frame id '{id}' must not start with '/'";
            case TransformProblem.UnknownFrame:
                var targetKnown = TryGetFrame(failure.Target, out _);
                return $"{asked}: " + (targetKnown ? $"the frame '{failure.Source}' does not exist"
                    : TryGetFrame(failure.Source, out _) ? $"the frame '{failure.Target}' does not exist"
                    : $"neither '{failure.Target}' nor '{failure.Source}' exists");
            case TransformProblem.NotConnected:
                return $"{asked}: they hang in two trees, '{failure.Target}' below '{NameOf(failure.Frame)}' and " +
                    $"'{failure.Source}' below '{NameOf(failure.OtherFrame)}'";
            case TransformProblem.Loop:
                return $"{asked}: the frames above them make a loop at {Seconds(failure.StampNs)}";
            case TransformProblem.ExtrapolationIntoFuture when LinkOf(failure.Frame) is null:
                return $"{asked}: nothing has come of '{NameOf(failure.Frame)}' since the buffer was cleared";
            default:
                var link = _links[failure.Frame]!;
                var (parent, beginsOrEnds, nearest) = failure.Problem == TransformProblem.ExtrapolationIntoPast
                    ? (link.Oldest.Parent, "begins", link.Oldest.StampNs)
                    : (link.Newest.Parent, "ends", link.Newest.StampNs);
                return $"{asked} at {Seconds(failure.StampNs)}: what is known of '{NameOf(failure.Frame)}' in " +
                    $"'{NameOf(parent)}' {beginsOrEnds} at {Seconds(nearest)} ({link.Count} samples from " +
                    $"{Seconds(link.Oldest.StampNs)} to {Seconds(link.Newest.StampNs)})";
        }
    }

    public static bool FrameIdIsValid(string id) => id.Length > 0 && id[0] != '/';

    private static string Seconds(long stampNs)
    {
        var time = new RosTime(stampNs);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}.{time.NanosecondPart:d9}");
    }

    private void Climb(ref int frame, ref RigidTransform up, long stampNs)
    {
        var sample = _links[frame]!.SampleAt(stampNs);
        up = sample.Transform * up;
        frame = sample.Parent;
    }

    /// <summary>Where the climb from a frame ends at a time, at a root or below a link that does not cover it, and
    /// after how many links; the depth is negative if it goes in a circle.</summary>
    private (int Depth, int Top) TopAt(int frame, long stampNs)
    {
        for (var depth = 0; depth <= Count; depth++)
        {
            if (_links[frame] is not { } link || !link.Covers(stampNs))
            {
                return (depth, frame);
            }

            frame = link.ParentAt(stampNs);
        }

        return (-1, frame);
    }

    private (int Depth, int Root) NewestRoot(int frame)
    {
        for (var depth = 0; depth <= Count; depth++)
        {
            if (LinkOf(frame) is not { } link)
            {
                return (depth, frame);
            }

            frame = link.Newest.Parent;
        }

        return (-1, frame);
    }

    private TransformFailure Diagnose(int target, int source, long stampNs, int targetTop, int sourceTop, bool loop)
    {
        var failure = new TransformFailure(
            TransformProblem.Loop, NameOf(target), NameOf(source), stampNs, targetTop, sourceTop);
        if (loop)
        {
            return failure;
        }

        var (_, targetRoot) = NewestRoot(target);
        var (_, sourceRoot) = NewestRoot(source);
        if (targetRoot != sourceRoot)
        {
            return TwoTrees(failure with { Frame = targetRoot, OtherFrame = sourceRoot });
        }

        // A climb that ended below a link was ended by time; if that is above the other frame, it is not to blame.
        var broken = LinkOf(sourceTop) is not null && !IsAbove(sourceTop, target) ? sourceTop : targetTop;
        broken = LinkOf(broken) is null ? sourceTop : broken;
        if (LinkOf(broken) is { } link)
        {
            var problem = stampNs < link.Oldest.StampNs
                ? TransformProblem.ExtrapolationIntoPast : TransformProblem.ExtrapolationIntoFuture;
            return failure with { Problem = problem, Frame = broken };
        }

        return TwoTrees(failure);
    }

    /// <summary>A root whose history was cleared may soon hang below its parent again.</summary>
    private TransformFailure TwoTrees(in TransformFailure failure)
    {
        var cleared = _links[failure.Frame] is { Count: 0 } ? failure.Frame
            : _links[failure.OtherFrame] is { Count: 0 } ? failure.OtherFrame : -1;
        return cleared < 0 ? failure with { Problem = TransformProblem.NotConnected }
            : failure with { Problem = TransformProblem.ExtrapolationIntoFuture, Frame = cleared };
    }

    private bool IsAbove(int frame, int other)
    {
        for (var steps = 0; steps <= Count; steps++)
        {
            if (frame == other)
            {
                return true;
            }

            if (LinkOf(other) is not { } link)
            {
                return false;
            }

            other = link.Newest.Parent;
        }

        return false;
    }
}
