using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Ros2DotNet;
using Ros2DotNet.Bags;
using ClockMessage = Ros2DotNet.Messages.RosgraphMsgs.Clock;

namespace Perception.Cli.Bags;

/// <summary>Publishes a bag's messages at the times they were recorded, with the QoS they were recorded with.</summary>
internal sealed class BagPlayer : IDisposable
{
    // Below this a sleep is less exact than looking at the clock.
    private static readonly TimeSpan Spin = TimeSpan.FromMilliseconds(1.5);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    private readonly RosContext _context;
    private readonly Bag _bag;
    private readonly Dictionary<BagTopic, SerializedPublisher> _publishers = new(ReferenceEqualityComparer.Instance);
    private readonly Publisher<ClockMessage>? _clockPublisher;
    private readonly ClockMessage _clockMessage = new();
    private readonly long _clockPeriodNs;
    private long _nextClockNs = long.MinValue;
    private bool _stepping;

    public BagPlayer(RosContext context, Node node, Bag bag, IEnumerable<BagTopic> topics, double clockHz)
    {
        _context = context;
        _bag = bag;
        foreach (var topic in topics)
        {
            _publishers.Add(topic,
                node.CreateSerializedPublisher(topic.Name, topic.Type, topic.TypeHash, PublisherQos(topic)));
        }

        if (clockHz > 0)
        {
            _clockPublisher = node.CreatePublisher<ClockMessage>("/clock", QosProfile.Default);
            _clockPeriodNs = (long)(1e9 / clockHz);
        }
    }

    public long Published { get; private set; }

    /// <summary>Messages too short to be any; they are left out.</summary>
    public long Malformed { get; private set; }

    /// <summary>How late messages were sent.</summary>
    public Lateness Lateness { get; } = new();

    /// <summary>Plays once through; false when interrupted.</summary>
    public bool Play(BagFilter filter, long startNs, double rate, bool paused)
    {
        var clock = new PlayClock(startNs, rate);
        _nextClockNs = startNs;
        if (paused) TogglePause(clock);
        using var messages = new ReadAhead(_bag, filter);
        while (messages.TryTake(out var message))
        {
            var wait = WaitFor(clock, message.LogTimeNs);
            if (wait)
            {
                Lateness.Add(Math.Max(0, -clock.Until(message.LogTimeNs).TotalMilliseconds));
                Publish(message);
                if (clock.IsPaused) TellStep(message);
            }

            ArrayPool<byte>.Shared.Return(message.Buffer);
            if (!wait) return false;
        }

        return true;
    }

    /// <summary>Waits until reliable readers have what was sent.</summary>
    public void Dispose()
    {
        foreach (var publisher in _publishers.Values)
        {
            publisher.WaitForAcknowledgements(TimeSpan.FromSeconds(2));
            publisher.Dispose();
        }

        _clockPublisher?.Dispose();
    }

    private void Publish(in PlayedMessage message)
    {
        try
        {
            _publishers[message.Topic].Publish(message.Data);
            Published++;
        }
        catch (CdrException)
        {
            Malformed++;
        }
    }

    // What any of the recorded publishers offered, as far as one publisher can offer it to all readers.
    private static QosProfile PublisherQos(BagTopic topic)
    {
        var recorded = QosText.Parse(topic.OfferedQos);
        return recorded.Count == 0 ? QosProfile.Default : new QosProfile
        {
            History = recorded[0].History,
            Depth = Math.Max(1, recorded.Max(profile => profile.Depth)),
            Reliability = recorded.All(profile => profile.Reliability == ReliabilityPolicy.BestEffort)
                ? ReliabilityPolicy.BestEffort : ReliabilityPolicy.Reliable,
            Durability = recorded.All(profile => profile.Durability == DurabilityPolicy.Volatile)
                ? DurabilityPolicy.Volatile : DurabilityPolicy.TransientLocal,
        };
    }

    private bool WaitFor(PlayClock clock, long timeNs)
    {
        while (!_context.Shutdown.IsCancellationRequested)
        {
            FollowKeys(clock);
            if (_stepping)
            {
                _stepping = false;
                clock.StepTo(timeNs);
                PublishClock(timeNs);
                return true;
            }

            var now = clock.NowNs;
            if (now >= _nextClockNs && !clock.IsPaused) PublishClock(Math.Min(now, timeNs));
            if (now >= timeNs && !clock.IsPaused) return true;
            var due = clock.Until(_clockPublisher is null ? timeNs : Math.Min(timeNs, _nextClockNs));
            Sleep(clock.IsPaused || due > LongestSleep ? LongestSleep : due);
        }

        return false;
    }

    private void Sleep(TimeSpan time)
    {
        if (time > Spin)
        {
            _context.Shutdown.WaitHandle.WaitOne(time - Spin);
            return;
        }

        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end) Thread.SpinWait(20);
    }

    private void PublishClock(long timeNs)
    {
        if (_clockPublisher is null) return;
        new RosTime(timeNs).CopyTo(_clockMessage.ClockValue);
        _clockPublisher.Publish(_clockMessage);
        _nextClockNs = timeNs + _clockPeriodNs;
    }

    private void TellStep(in PlayedMessage message) => Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"step: {message.Topic.Name} at {(message.LogTimeNs - _bag.StartTimeNs) * 1e-9:F3} s"));

    private static void TogglePause(PlayClock clock)
    {
        clock.TogglePause();
        Console.Error.WriteLine(clock.IsPaused ? "paused: space plays on, right arrow steps" : "playing");
    }

    private void FollowKeys(PlayClock clock)
    {
        switch (Keys.Pressed())
        {
            case ConsoleKey.Spacebar:
                TogglePause(clock);
                break;
            case ConsoleKey.RightArrow or ConsoleKey.S when clock.IsPaused:
                _stepping = true;
                break;
            case ConsoleKey.UpArrow:
                clock.ChangeRate(1.1);
                break;
            case ConsoleKey.DownArrow:
                clock.ChangeRate(1 / 1.1);
                break;
        }
    }
}
