namespace Ros2DotNet.Filters;

/// <summary>Gathers items by stamp. A set that is complete outdates all earlier ones.</summary>
internal sealed class ExactTimeCore(int inputs, Action<object[]> publish, int queueSize)
    : SynchronizerCore(inputs, publish)
{
    // Sets in the order of stamps, then sets that wait to be used again.
    private readonly List<PartialSet> _sets =
        [.. Enumerable.Range(0, queueSize + 1).Select(_ => new PartialSet(inputs))];
    private int _count;

    protected override void Take(int input, object item, long stampNs, long sinceLastNs)
    {
        var place = PlaceOf(stampNs);
        var set = _sets[place];
        if (set.Items[input] is { } earlier)
        {
            Drop(earlier);
            set.Missing++;
        }

        set.Items[input] = item;
        set.Missing--;
        if (set.Missing == 0)
        {
            set.Items.CopyTo(Set, 0);
            Array.Clear(set.Items);
            set.Missing = Inputs;
            DropFirst(place + 1);
            Publish();
        }
        else if (_count > queueSize)
        {
            DropFirst(1);
        }
    }

    protected override void DropAll() => DropFirst(_count);

    private int PlaceOf(long stampNs)
    {
        var place = _count;
        while (place > 0 && _sets[place - 1].StampNs >= stampNs)
        {
            place--;
        }

        if (place == _count || _sets[place].StampNs != stampNs)
        {
            var unused = _sets[_count];
            _sets.RemoveAt(_count++);
            unused.StampNs = stampNs;
            _sets.Insert(place, unused);
        }

        return place;
    }

    private void DropFirst(int count)
    {
        for (; count > 0; count--)
        {
            var set = _sets[0];
            foreach (ref var item in set.Items.AsSpan())
            {
                if (item is not null)
                {
                    Drop(item);
                    item = null;
                }
            }

            set.Missing = Inputs;
            _sets.RemoveAt(0);
            _sets.Add(set);
            _count--;
        }
    }

    private sealed class PartialSet(int inputs)
    {
        public object?[] Items { get; } = new object?[inputs];

        public long StampNs { get; set; }

        public int Missing { get; set; } = inputs;
    }
}
