using Ros2DotNet.Dds;
using Ros2DotNet.Messages.RosgraphMsgs;

namespace Ros2DotNet;

/// <summary>
/// One subscription to <c>/clock</c> for all nodes of a context that use simulated time; it exists while one does.
/// </summary>
internal sealed class ClockSource(RosContext context) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Clock _message = new();
    private RosClock[] _clocks = [];
    private DdsReader? _reader;

    /// <summary>The reader's GUID while there is one.</summary>
    public EndpointGuid? Guid => _reader?.Guid;

    public void Follow(RosClock clock)
    {
        lock (_gate)
        {
            _clocks = [.. _clocks.Where(other => other != clock), clock];
            if (_reader is null)
            {
                using var qos =
                    DdsQos.ForEndpoint(QosProfile.Clock, context.TypeHashUserData(Clock.TypeHash), writer: false);
                _reader = new DdsReader(context.Participant, context.Domain, context.SystemExecutor, "rt/clock",
                    Clock.DdsTypeName, qos,
                    "subscription to '/clock'", OnClock);
            }
        }

        clock.SetSimulated(true);
    }

    public void Leave(RosClock clock)
    {
        DdsReader? unused = null;
        lock (_gate)
        {
            _clocks = [.. _clocks.Where(other => other != clock)];
            if (_clocks.Length == 0)
            {
                (unused, _reader) = (_reader, null);
            }
        }

        unused?.Dispose();
        clock.SetSimulated(false);
    }

    public void Dispose()
    {
        DdsReader? reader;
        lock (_gate)
        {
            (reader, _reader) = (_reader, null);
        }

        reader?.Dispose();
    }

    private void OnClock(MessageLoan loan, ulong publication)
    {
        using (loan)
        {
            Clock.Deserialize(loan.Cdr, _message);
        }

        var now = RosTime.FromMessage(_message.ClockValue).Nanoseconds;
        foreach (var clock in Volatile.Read(ref _clocks))
        {
            clock.SetTime(now);
        }
    }
}
