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

    // Never held while the hub is called: the hub's own lock comes first, since clients come from there.
    private readonly object _gate = new();
    private readonly Bag _bag;
    private readonly Func<string, string?> _findDefinition;
    private readonly Dictionary<BagTopic, Channel> _channels = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Channel> _wanted = [];
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
            if (wanted) _wanted.Add(channel);
            else _wanted.Remove(channel);
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
        (QosText.Parse(topic.OfferedQos) is { Count: > 0 } profiles && profiles.All(profile => profile.Durability == DurabilityPolicy.TransientLocal));

    private void Run()
    {
        try
        {
            while (true)
            {
                Dictionary<BagTopic, Channel> wanted;
                long now;
                lock (_gate)
                {
                    if (_stopping) return;
                    (_reopen, _sought) = (false, false);
                    now = _clock.NowNs;
                    wanted = new Dictionary<BagTopic,
                    Channel>(_channels.Where(pair => _wanted.Contains(pair.Value)), ReferenceEqualityComparer.Instance);
                }

                LastMessages.Publish(_bag, wanted, now, _hub!);
                _hub!.PublishTime(now);
                using var cursor =
                    _bag.ReadMessages(new BagFilter { Topics = wanted.ContainsKey, StartTimeNs = now + 1 });
                PlayFrom(cursor, wanted);
            }
        }
        catch (BagException e)
        {
            _hub!.ForEachSession(session => session.PostControl(ServerMessages.Status(StatusLevel.Error, e.Message)));
        }
    }

    // Until the cursor stands wrong.
    private void PlayFrom(BagCursor cursor, Dictionary<BagTopic, Channel> wanted)
    {
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            if (!WaitUntil(message.LogTimeNs)) return;
            _hub!.Publish(wanted[message.Topic], message.LogTimeNs, message.Data);
        }

        if (!WaitUntil(_bag.EndTimeNs)) return;
        PlaybackState state;
        lock (_gate)
        {
            _ended = true;
            _clock.Set(_bag.EndTimeNs, _clock.Speed, paused: true);
            state = State();
        }

        Tell(state);
        WaitUntil(long.MaxValue);
    }

    // False where the cursor stands wrong: after a seek, when other topics are wanted, and at the end of the viewer.
    private bool WaitUntil(long timeNs)
    {
        while (true)
        {
            PlaybackState? told = null;
            long now;
            lock (_gate)
            {
                if (_command is { } command) told = Follow(command);
                now = _clock.NowNs;
                if (told is null)
                {
                    if (_stopping || _sought || (_reopen && _clock.IsPaused)) return false;

                    // What is due is shown before other topics are: the clock does not wait for them.
                    if (!_clock.IsPaused && now >= timeNs) return true;
                    if (_reopen) return false;
                    var due = _clock.IsPaused ? Timeout.InfiniteTimeSpan : _clock.Until(timeNs);
                    Monitor.Wait(_gate, due > TimePeriod ? TimePeriod : due);
                    now = _clock.NowNs;
                }
            }

            if (told is { } state) Tell(state);
            _hub!.PublishTime(now);
        }
    }

    private PlaybackState Follow(PlaybackCommand command)
    {
        _command = null;
        var seek = command.SeekNs ?? (_ended && command.Play ? _bag.StartTimeNs : null);
        var time = Math.Clamp(seek ?? _clock.NowNs, _bag.StartTimeNs, _bag.EndTimeNs);
        _clock.Set(time, command.Speed, paused: !command.Play);
        if (seek is not null) (_sought, _ended) = (true, false);
        return State() with { DidSeek = seek is not null, RequestId = command.RequestId };
    }

    private PlaybackState State() => new(
        _ended ? PlaybackStatus.Ended : _clock.IsPaused ? PlaybackStatus.Paused : PlaybackStatus.Playing, _clock.NowNs,
        _clock.Speed);

    private void Tell(PlaybackState state)
    {
        var message = ServerMessages.Playback(state);
        _hub!.ForEachSession(session =>
        {
            if (session.KnowsPlayback) session.PostControl(message);
        });
    }
}
