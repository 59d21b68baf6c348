using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>A person or animal that goes along beside a road, or across it and back again.</summary>
internal sealed class Walker(Actor actor, Road road, double s, double offset, double speed)
{
    private double _s = s;
    private double _offset = offset;
    private double _speed = speed;
    private double _travelled = s;
    private bool _waits;

    /// <summary>Whether the way is across the road.</summary>
    public bool Across { get; init; }

    /// <summary>Waited for at the edge of the road; null where nothing is.</summary>
    public Signal? Signal { get; init; }

    public void Step(double seconds)
    {
        if (Across) StepAcross(seconds);
        else StepAlong(seconds);
    }

    public void Place(Scene scene)
    {
        var (x, y, heading) = road.At(_s, _offset);
        if (Across) heading += Math.PI / 2;
        if (_speed < 0) heading += Math.PI;
        var raised = road.SidewalkWidth > 0 && Math.Abs(_offset) > road.HalfWidth && !road.IsJunction(_s);
        var ground = scene.OnGround(x, y) + new Double3(0, 0, raised ? Sidewalks.Raise : 0);
        actor.Place(Transform.At(ground, heading), _travelled);
        actor.Velocity = _waits ? default : actor.WorldFromBody.X * Math.Abs(_speed);
    }

    private void StepAlong(double seconds)
    {
        // Along the outer side of a bend the way is longer than along the centre line.
        _s += _speed * seconds / (1 - (_offset * road.Curvature(_s)));
        _travelled += Math.Abs(_speed) * seconds;
        if (_s > road.Length || _s < 0) _speed = -_speed;
    }

    private void StepAcross(double seconds)
    {
        var edge = road.HalfWidth + 0.6;
        var outside = Math.Abs(_offset) >= edge && Math.Sign(_offset) != Math.Sign(_speed);
        _waits = outside && Math.Abs(_offset) < edge + 0.1 && Signal is { LetsPeopleCross: false };
        if (_waits) return;
        _offset += _speed * seconds;
        _travelled += Math.Abs(_speed) * seconds;
        if (Math.Abs(_offset) > edge + 0.8 && Math.Sign(_offset) == Math.Sign(_speed)) _speed = -_speed;
    }
}
