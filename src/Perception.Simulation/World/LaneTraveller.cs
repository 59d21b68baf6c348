using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Something that drives or rides along a lane, keeping its distance to what is ahead of it.</summary>
internal sealed class LaneTraveller(Road road, Lane lane, double s, double desiredSpeed, double length)
{
    private const double HeadwaySeconds = 1.4;
    private const double LargestAcceleration = 1.6;
    private const double ComfortableBraking = 2.2;
    private readonly double _desiredSpeed = desiredSpeed;
    private double _weave;

    public Road Road { get; } = road;

    public Lane Lane { get; } = lane;

    /// <summary>Along the road's centre line, falling for lanes against it.</summary>
    public double S { get; private set; } = s;

    public double Speed { get; private set; } = desiredSpeed;

    public double Acceleration { get; private set; }

    public double Travelled { get; private set; } = s;

    public double Length { get; } = length;

    /// <summary>Aside from the middle of the lane, to the left of the road.</summary>
    public double Aside { get; init; }

    /// <summary>Null for the vehicle with the cameras.</summary>
    public Actor? Actor { get; init; }

    /// <summary>One step of the intelligent driver model (Treiber, Hennecke, Helbing 2000).</summary>
    /// <param name="gapMetres">Free way ahead, infinite where there is nothing.</param>
    public void Step(double seconds, double gapMetres, double leaderSpeed)
    {
        var wanted = 2 + (Speed * HeadwaySeconds) +
            (Speed * (Speed - leaderSpeed) / (2 * Math.Sqrt(LargestAcceleration * ComfortableBraking)));
        var ratio = Speed / _desiredSpeed;
        var close = double.IsPositiveInfinity(gapMetres) ? 0 : Math.Max(wanted, 0) / Math.Max(gapMetres, 0.1);
        Acceleration = Math.Clamp(LargestAcceleration * (1 - (ratio * ratio * ratio * ratio) - (close * close)), -8,
            LargestAcceleration);
        var before = Speed;
        Speed = Math.Max(0, Speed + (Acceleration * seconds));
        var way = (before + Speed) / 2 * seconds;
        // On the inner side of a bend the way is shorter than along the centre line.
        (S, Travelled) = (S + (way * Lane.Direction * AlongCentre), Travelled + way);
        // Nobody steers quite straight.
        _weave = 0.12 * Math.Sin(Travelled * 0.045);
    }

    /// <summary>Begins anew at the other end of the road.</summary>
    public void WrapAround()
    {
        if (S > Road.Length) S -= Road.Length;
        else if (S < 0) S += Road.Length;
    }

    public (double X, double Y, double Heading) Position()
    {
        var (x, y, heading) = Road.At(S, Lane.Offset + Aside + _weave);
        return (x, y, Lane.Direction > 0 ? heading : heading + Math.PI);
    }

    /// <summary>How fast the heading turns, to the left, in radians a second.</summary>
    public double YawRate => Road.Curvature(S) * AlongCentre * Speed * Lane.Direction;

    private double AlongCentre => 1 / (1 - ((Lane.Offset + Aside) * Road.Curvature(S)));

    /// <summary>Head and tail lamps, brakes, indicators.</summary>
    public Vector4 LampsAt(bool dark) => new(dark ? 1 : 0, Acceleration < -0.7 || Speed < 0.3 ? 1 : 0, 0, 0);

    public void PlaceActor(Scene scene)
    {
        if (Actor is null) return;
        var (x, y, heading) = Position();
        Actor.Place(scene.Standing(x, y, heading, Math.Min(Length * 0.6, 6)), Travelled);
        Actor.Velocity = Actor.WorldFromBody.X * Speed;
        Actor.YawRate = YawRate;
        Actor.SetLamps(LampsAt(scene.Air.Dark));
    }
}
