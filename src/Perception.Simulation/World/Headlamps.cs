using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.World;

/// <summary>
/// Lamps that light the neighbourhood of the cameras now: the vehicle's own, those of others nearby, street lamps.
/// </summary>
internal static class Headlamps
{
    private const int MostLamps = 10;
    private const double Reach = 70;

    public static void Gather(Scene scene, Transform mapFromBase, List<PointLight> lamps)
    {
        lamps.Clear();
        if (!scene.Air.Dark || scene.Air.Conditions != Conditions.Night) return;
        foreach (var side in (ReadOnlySpan<double>)[0.65, -0.65])
        {
            lamps.Add(Beam(mapFromBase, new Double3(3.6, side, 0.7), 1300));
        }
        foreach (var lamp in scene.StreetLamps)
        {
            if (lamps.Count >= MostLamps) return;
            if ((Double3.From(lamp.Position) - (mapFromBase * new Double3(25, 0, 0))).Length < Reach) lamps.Add(lamp);
        }
    }

    private static PointLight Beam(Transform mapFromBody, Double3 place, float strength) => new(
        (mapFromBody * place).ToSingle(), mapFromBody.Rotate(Double3.Normalize(new Double3(1, 0, -0.03))).ToSingle(),
        MathF.Cos(0.5f), MathF.Cos(0.1f), new Vector3(1, 0.93f, 0.8f) * strength, 90, 20);
}
