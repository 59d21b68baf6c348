namespace Perception.Simulation.World;

/// <summary>All that moves by itself, stepped together.</summary>
internal sealed class Traffic(Scene scene, List<Signal> signals)
{
    private double _time;

    // For each traveller those of its lane, and the signals that it has to obey.
    private (LaneTraveller[] Others, Signal[] Signals)[] _lanes = [];

    public List<LaneTraveller> Travellers { get; } = [];

    public List<Walker> Walkers { get; } = [];

    public void Step(double seconds)
    {
        _time += seconds;
        foreach (var signal in signals) signal.Switch(_time);
        if (_lanes.Length != Travellers.Count) _lanes = [.. Travellers.Select(LaneOf)];
        for (var i = 0; i < _lanes.Length; i++)
        {
            var (gap, speed) = Ahead(Travellers[i], _lanes[i].Others, _lanes[i].Signals);
            Travellers[i].Step(seconds, gap, speed);
        }

        foreach (var traveller in Travellers)
        {
            if (traveller.Actor is not null) traveller.WrapAround();
        }

        foreach (var walker in Walkers) walker.Step(seconds);
    }

    /// <summary>Puts everything where the steps have brought it.</summary>
    public void Place()
    {
        foreach (var traveller in Travellers) traveller.PlaceActor(scene);
        foreach (var walker in Walkers) walker.Place(scene);
    }

    // Nobody changes lanes.
    private (LaneTraveller[] Others, Signal[] Signals) LaneOf(LaneTraveller self) => (
        [.. Travellers.Where(other => other != self && other.Road == self.Road && other.Lane == self.Lane
            && Math.Abs(other.Aside - self.Aside) <= 1)],
        [.. signals.Where(signal => signal.Road == self.Road && signal.Line.Direction == self.Lane.Direction)]);

    private static (double Gap, double Speed) Ahead(LaneTraveller self, LaneTraveller[] others, Signal[] signals)
    {
        var (gap, speed) = (double.PositiveInfinity, 0.0);
        foreach (var other in others)
        {
            var distance = ((other.S - self.S) * self.Lane.Direction) - ((other.Length + self.Length) / 2);
            if ((other.S - self.S) * self.Lane.Direction > 0 && distance < gap) (gap, speed) = (distance, other.Speed);
        }

        foreach (var signal in signals)
        {
            if (signal.IsGreen) continue;
            var distance = ((signal.Line.S - self.S) * self.Lane.Direction) - (self.Length / 2) - 0.5;
            // Who cannot stop any more goes on.
            if (distance > -0.5 && distance < gap && distance > self.Speed * self.Speed / 12)
            {
                (gap, speed) = (Math.Max(distance, 0.1), 0);
            }
        }

        return gap < 120 ? (gap, speed) : (double.PositiveInfinity, 0);
    }
}
