using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Puts vehicles into the lanes and people on the sidewalks, and the vehicle with the cameras among them.</summary>
internal sealed class TrafficBuilder(Scene scene, SeededRandom random)
{
    public Traffic Build(out LaneTraveller ego)
    {
        var traffic = new Traffic(scene);
        var main = scene.Roads.Roads[0];
        var forward = main.Lanes.Where(lane => lane.Direction > 0).ToArray();
        ego = new LaneTraveller(main, random.Pick<Lane>(forward), random.Range(70.0, 160), main.SpeedLimit * random.Range(0.8, 1), 4.6);
        traffic.Travellers.Add(ego);
        foreach (var road in scene.Roads.Roads)
        {
            AddVehicles(traffic, road, road == main ? random.Range(14.0, 60) : random.Range(40.0, 90), ego);
            AddPeople(traffic, road);
        }

        foreach (var traveller in traffic.Travellers) traveller.PlaceActor(scene);
        foreach (var walker in traffic.Walkers) walker.Place(scene);
        return traffic;
    }

    private void AddVehicles(Traffic traffic, Road road, double spacing, LaneTraveller ego)
    {
        foreach (var lane in road.Lanes)
        {
            for (var s = random.Range(0, spacing); s < road.Length; s += 9 + (spacing * -Math.Log(1 - (0.98 * random.Next()))))
            {
                if (road == ego.Road && lane == ego.Lane && Math.Abs(s - ego.S) < 16) continue;
                var kind = random.Next();
                var model = kind < 0.70 ? Cars.Create(random) : kind < 0.87 ? HeavyVehicles.Truck(random) : HeavyVehicles.Bus(random, scene.Side);
                var length = model.Bounds.High.X - model.Bounds.Low.X;
                s += length / 2;
                traffic.Travellers.Add(new LaneTraveller(road, lane, s, road.SpeedLimit * random.Range(0.55, 1.05), length)
                {
                    Actor = scene.Add(model), Aside = random.Range(-0.25, 0.25),
                });
                s += length / 2;
            }
        }
    }

    private void AddPeople(Traffic traffic, Road road)
    {
        if (road.SidewalkWidth <= 0) return;
        var rain = scene.Air.Rain > 0;
        foreach (var sign in (int[])[1, -1])
        {
            for (var s = random.Range(0.0, 20); s < road.Length; s += random.Range(2.0, 40))
            {
                var speed = random.Chance(0.15) ? 0.001 : random.Range(0.8, 1.7);
                var offset = sign * (road.HalfWidth + random.Range(0.5, road.SidewalkWidth - 0.4));
                traffic.Walkers.Add(new Walker(
                    scene.Add(PersonModel.Create(random, rain && random.Chance(0.6))), road, s, offset, random.Chance(0.5) ? speed : -speed, across: false));
            }
        }

        foreach (var crosswalk in road.Crosswalks)
        {
            if (random.Chance(0.5)) continue;
            traffic.Walkers.Add(new Walker(
                scene.Add(PersonModel.Create(random, rain && random.Chance(0.6))), road, random.Range(crosswalk.From + 0.5, crosswalk.To - 0.5),
                random.Range(-road.HalfWidth, road.HalfWidth), random.Range(0.9, 1.6), across: true));
        }
    }
}
