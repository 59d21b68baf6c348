using Perception.Nodes.Input;
using Ros2DotNet;
using Ros2DotNet.Filters;

namespace Perception.Nodes.Stages;

/// <summary>Brings messages of one to four topics together by the stamps of their headers.</summary>
internal sealed class ArrivalSynchronizer : IDisposable
{
    public const int MostInputs = 4;

    private readonly Arrivals _arrivals = new();
    private readonly ObjectPool<ArrivalSet> _sets;
    private readonly Action<ArrivalSet> _onSet;
    private readonly Synchronizer? _synchronizer;
    private readonly SynchronizerInput<ImageArrival>[] _inputs;

    /// <param name="inputs">1 to <see cref="MostInputs"/>.</param>
    /// <param name="policy">Which messages belong together.</param>
    /// <param name="onSet">Gets each set, and owns it.</param>
    public ArrivalSynchronizer(int inputs, SynchronizationPolicy policy, Action<ArrivalSet> onSet)
    {
        _onSet = onSet;
        ObjectPool<ArrivalSet>? pool = null;
        _sets = pool = new ObjectPool<ArrivalSet>(() => new ArrivalSet(pool!));
        switch (inputs)
        {
            case 1:
                _inputs = [];
                break;
            case 2:
                var two = new Synchronizer<ImageArrival, ImageArrival>(policy, (a, b) => Publish(a, b, null, null));
                (_synchronizer, _inputs) = (two, [two.First, two.Second]);
                break;
            case 3:
                var three = new Synchronizer<ImageArrival, ImageArrival, ImageArrival>(
                    policy, (a, b, c) => Publish(a, b, c, null));
                (_synchronizer, _inputs) = (three, [three.First, three.Second, three.Third]);
                break;
            case MostInputs:
                var four = new Synchronizer<ImageArrival, ImageArrival, ImageArrival, ImageArrival>(policy, Publish);
                (_synchronizer, _inputs) = (four, [four.First, four.Second, four.Third, four.Fourth]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(inputs), inputs, $"1 to {MostInputs} are possible");
        }
    }

    /// <summary>Messages that came into no set.</summary>
    public long Dropped => _synchronizer?.Dropped ?? 0;

    /// <summary>Takes a message over that begins with a header.</summary>
    /// <exception cref="CdrException">It does not.</exception>
    public void Add(int input, MessageLoan loan, bool compressed)
    {
        if (_inputs.Length == 0)
        {
            Publish(_arrivals.Of(loan, compressed), null, null, null);
            return;
        }

        RosTime stamp;
        try
        {
            var reader = new CdrReader(loan.Cdr, "std_msgs/msg/Header") { Field = "stamp" };
            stamp = RosTime.FromParts(reader.Read<int>(), reader.Read<uint>());
        }
        catch (CdrException)
        {
            loan.Dispose();
            throw;
        }

        _inputs[input].Add(_arrivals.Of(loan, compressed), stamp);
    }

    public void Dispose() => _synchronizer?.Dispose();

    private void Publish(ImageArrival first, ImageArrival? second, ImageArrival? third, ImageArrival? fourth)
    {
        var set = _sets.Rent();
        set.Fill(first, second, third, fourth);
        _onSet(set);
    }
}
