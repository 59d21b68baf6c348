using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Viewer.Recorded;

/// <summary>
/// A recording, played on its own clock; play, pause and seek hold for all clients. It begins when the first client
/// subscribes to something.
/// </summary>
public sealed class BagSource : ViewSource, IPlayback
{
    private static readonly TimeSpan TimePeriod = TimeSpan.FromMilliseconds(33);

    // Playback that is later than this goes on from where it is: to catch up would flood the clients' queues.
    private static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(30);

    // Never held while the hub is called: the hub's own lock comes first, since clients come from there.
    private readonly object _gate = new();
    private readonly Bag _bag;
    private readonly Func<string, string?> _findDefinition;
    private readonly Dictionary<BagTopic, Channel> _channels = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Channel> _wanted = [];
    private readonly HashSet<Channel> _newlyWanted = [];
    private readonly PlaybackClock _clock;
    private ChannelHub? _hub;
    private Thread? _thread;
    private PlaybackCommand? _command;
    private bool _waitsForFirstClient;
    private bool _reopen;
    private bool _sought;
    private bool _ended;
    private bool _stopping;

    /// <param name="bag">Taken over.</param>
    /// <param name="findDefinition">The ros2msg text of a type that neither bag nor program has, null where it is
    /// unknown.</param>
    /// <param name="paused">Waits until somebody presses play.</param>
    public BagSource(Bag bag, Func<string, string?>? findDefinition = null, bool paused = false)
        : base($"Edge Perception, {Path.GetFileName(Path.TrimEndingDirectorySeparator(bag.Path))}")
    {
        _bag = bag;
        _findDefinition = findDefinition ?? (_ => null);
        _waitsForFirstClient = !paused;
        _clock = new PlaybackClock(bag.StartTimeNs);
    }

    long IPlayback.StartNs => _bag.StartTimeNs;

    long IPlayback.EndNs => _bag.EndTimeNs;

    PlaybackState IPlayback.State
    {
        get
        {
            lock (_gate) return State();
        }
    }

    internal override IPlayback Playback => this;

    internal override bool SendsTime => true;

    void IPlayback.Control(bool play, float speed, long? seekNs, string requestId)
    {
        lock (_gate)
        {
            // A seek that was not done yet is not forgotten when play is pressed behind it.
            _command = new PlaybackCommand(play, speed, seekNs ?? _command?.SeekNs, requestId);
            _waitsForFirstClient = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
        _bag.Dispose();
    }

    internal override void Start(ChannelHub hub)
    {
        _hub = hub;
        var topics = _bag.Topics
            .Where(topic => topic.SerializationFormat is "cdr" or "")
            .Select(topic => (Topic: topic, Definition: DefinitionOf(topic)))
            .Where(item => item.Definition is not null)
            .ToArray();
        var channels = hub.Add([.. topics.Select(item => new ChannelInfo(
            item.Topic.Name.StartsWith('/') ? item.Topic.Name : $"/{item.Topic.Name}", item.Topic.Type,
            item.Definition!, IsLatched(item.Topic)))]);
        foreach (var (item, channel) in topics.Zip(channels)) _channels.Add(item.Topic, channel);
        _thread = new Thread(Run) { IsBackground = true, Name = "viewer/bag" };
        _thread.Start();
    }

    internal override void SetDemand(Channel channel, bool wanted)
    {
        lock (_gate)
        {
            if (wanted && _wanted.Add(channel)) _newlyWanted.Add(channel);
            if (!wanted && _wanted.Remove(channel)) _newlyWanted.Remove(channel);
            _reopen = true;
            if (wanted && _waitsForFirstClient)
            {
                _waitsForFirstClient = false;
                _command ??= new PlaybackCommand(Play: true, _clock.Speed, SeekNs: null, RequestId: "");
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A client that comes while nothing moves is shown what is there.</summary>
    internal override void OnSubscribed(Channel channel)
    {
        lock (_gate)
        {
            if (!_clock.IsPaused) return;
            _newlyWanted.Add(channel);
            _reopen = true;
            Monitor.PulseAll(_gate);
        }
    }

    private string? DefinitionOf(BagTopic topic) =>
        topic.Definition is { Encoding: "ros2msg" or "", Text.Length: > 0 } recorded ? recorded.Text
        : MessageTypes.TryGet(topic.Type, out var known) ? known.Definition
        : _findDefinition(topic.Type);

    private static bool IsLatched(BagTopic topic) =>
        topic.Name is "/tf_static" ||
        (QosText.Parse(topic.OfferedQos) is { Count: > 0 } profiles &&
            profiles.All(profile => profile.Durability == DurabilityPolicy.TransientLocal));

    private void Run()
    {
        string? problem = null;
        while (!IsStopping())
        {
            try
            {
                if (problem is not null) StandAfter(problem);
                else if (Play()) Stand(_bag.EndTimeNs);
                problem = null;
            }
            catch (Exception e)
            {
                // A damaged chunk, a disk that is gone: the clients are told, the program that shows the bag lives on.
                problem = e.Message;
            }
        }
    }

    private bool IsStopping()
    {
        lock (_gate) return _stopping;
    }

    // From where the clock stands to the bag's end: true, or false when it has to begin anew. The clock is held until
    // the first message is at hand, so that however long this takes, no message is left out and none comes in a burst.
    private bool Play()
    {
        Dictionary<BagTopic, Channel> wanted, shown;
        long now;
        lock (_gate)
        {
            now = _clock.NowNs;
            _clock.Hold(now);
            wanted = Topics(_wanted);
            shown = _sought ? wanted : Topics(_newlyWanted);
            _newlyWanted.Clear();
            (_reopen, _sought) = (false, false);
        }

        LastMessages.Publish(_bag, shown, now, _hub!);
        _hub!.PublishTime(now);
        using var cursor = _bag.ReadMessages(new BagFilter { Topics = wanted.ContainsKey, StartTimeNs = now + 1 });
        var isAtMessage = cursor.MoveNext();
        lock (_gate) _clock.Release();
        for (; isAtMessage; isAtMessage = cursor.MoveNext())
        {
            var message = cursor.Current;
            if (!WaitUntil(message.LogTimeNs)) return false;
            _hub.Publish(wanted[message.Topic], message.LogTimeNs, message.Data);
        }

        return WaitUntil(_bag.EndTimeNs + 1);
    }

    private Dictionary<BagTopic, Channel> Topics(HashSet<Channel> channels) =>
        new(_channels.Where(pair => channels.Contains(pair.Value)), ReferenceEqualityComparer.Instance);

    // Playback is over; until somebody asks for something.
    private void Stand(long timeNs)
    {
        PlaybackState state;
        lock (_gate)
        {
            _ended = true;
            _clock.Set(timeNs, _clock.Speed, paused: true);
            _clock.Release();
            state = State();
        }

        Tell(state);
        WaitUntil(long.MaxValue);
    }

    private void StandAfter(string problem)
    {
        long now;
        lock (_gate) now = _clock.NowNs;
        _hub!.ForEachSession(session => session.PostControl(ServerMessages.Status(StatusLevel.Error, problem)));
        Stand(now);
    }

    // Until what is next in the bag is due. False where the cursor stands wrong: after a seek, when other topics are
    // wanted, and at the end of the viewer; the clock is then held, behind everything that was shown.
    private bool WaitUntil(long nextNs)
    {
        while (true)
        {
            PlaybackState? told = null;
            long shown;
            lock (_gate)
            {
                if (_command is { } command) told = Follow(command, nextNs);
                shown = Shown(nextNs);
                if (told is null)
                {
                    if (_stopping || _sought || _reopen)
                    {
                        _clock.Hold(shown);
                        return false;
                    }

                    var due = _clock.IsPaused ? Timeout.InfiniteTimeSpan : _clock.Until(nextNs);
                    if (!_clock.IsPaused && due <= TimeSpan.Zero)
                    {
                        if (-due > MostLate) _clock.Set(nextNs, _clock.Speed, paused: false);
                        return true;
                    }

                    Monitor.Wait(_gate, due > TimePeriod ? TimePeriod : due);
                    shown = Shown(nextNs);
                }
            }

            if (told is { } state) Tell(state);
            _hub!.PublishTime(shown);
        }
    }

    // The time up to which everything was shown; the clock may be ahead of a thread that is late.
    private long Shown(long nextNs) => _sought ? _clock.NowNs : Math.Min(_clock.NowNs, nextNs - 1);

    private PlaybackState Follow(PlaybackCommand command, long nextNs)
    {
        _command = null;
        var seek = command.SeekNs ?? (_ended && command.Play ? _bag.StartTimeNs : null);
        var time = Math.Clamp(seek ?? Shown(nextNs), _bag.StartTimeNs, _bag.EndTimeNs);
        _clock.Set(time, command.Speed, paused: !command.Play);
        if (seek is not null)
        {
            _clock.Hold(time);
            (_sought, _ended) = (true, false);
        }

        return State() with { DidSeek = seek is not null, RequestId = command.RequestId };
    }

    private PlaybackState State() => new(
        _ended ? PlaybackStatus.Ended : _clock.IsPaused ? PlaybackStatus.Paused : PlaybackStatus.Playing,
        Math.Min(_clock.NowNs, _bag.EndTimeNs), _clock.Speed);

    private void Tell(PlaybackState state)
    {
        var message = ServerMessages.Playback(state);
        _hub!.ForEachSession(session =>
        {
            if (session.KnowsPlayback) session.PostControl(message);
        });
    }
}
