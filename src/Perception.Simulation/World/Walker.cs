using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>A person or animal that goes along beside a road, or across it and back again.</summary>
internal sealed class Walker(Actor actor, Road road, double s, double offset, double speed, bool across)
{
    private double _s = s;
    private double _offset = offset;
    private double _speed = speed;
    private double _travelled = s;

    public void Step(double seconds, Scene scene)
    {
        var way = _speed * seconds;
        _travelled += Math.Abs(way);
        if (across)
        {
            _offset += way;
            var far = road.HalfWidth + 1.2;
            if (Math.Abs(_offset) > far && Math.Sign(_offset) == Math.Sign(_speed)) _speed = -_speed;
        }
        else
        {
            _s += way;
            if (_s > road.Length || _s < 0) _speed = -_speed;
        }

        Place(scene);
    }

    public void Place(Scene scene)
    {
        var (x, y, heading) = road.At(_s, _offset);
        if (across) heading += Math.PI / 2;
        if (_speed < 0) heading += Math.PI;
        var raised = road.SidewalkWidth > 0 && Math.Abs(_offset) > road.HalfWidth && !road.IsJunction(_s);
        var ground = scene.OnGround(x, y) + new Double3(0, 0, raised ? Sidewalks.Raise : 0);
        actor.Place(Transform.At(ground, heading), _travelled);
        actor.Velocity = actor.WorldFromBody.X * Math.Abs(_speed);
    }
}
