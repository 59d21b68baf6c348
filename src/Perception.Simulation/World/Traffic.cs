namespace Perception.Simulation.World;

/// <summary>All that moves by itself, stepped together.</summary>
internal sealed class Traffic(Scene scene)
{
    public List<LaneTraveller> Travellers { get; } = [];

    public List<Walker> Walkers { get; } = [];

    public void Step(double seconds)
    {
        foreach (var traveller in Travellers)
        {
            var (gap, speed) = Ahead(traveller);
            traveller.Step(seconds, gap, speed);
        }

        foreach (var traveller in Travellers)
        {
            if (traveller.Actor is not null) traveller.WrapAround();
            traveller.PlaceActor(scene);
        }

        foreach (var walker in Walkers) walker.Step(seconds, scene);
    }

    private (double Gap, double Speed) Ahead(LaneTraveller self)
    {
        var (gap, speed) = (double.PositiveInfinity, 0.0);
        foreach (var other in Travellers)
        {
            if (other == self || other.Road != self.Road || other.Lane != self.Lane || Math.Abs(other.Aside - self.Aside) > 1) continue;
            var distance = ((other.S - self.S) * self.Lane.Direction) - ((other.Length + self.Length) / 2);
            if ((other.S - self.S) * self.Lane.Direction > 0 && distance < gap) (gap, speed) = (distance, other.Speed);
        }

        return gap < 120 ? (gap, speed) : (double.PositiveInfinity, 0);
    }
}
