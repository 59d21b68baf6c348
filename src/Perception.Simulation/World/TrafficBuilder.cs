using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>
/// Puts vehicles into the lanes and people on the sidewalks, and the vehicle with the cameras among them.
/// </summary>
internal sealed class TrafficBuilder(Scene scene, List<Signal> signals, SeededRandom random)
{
    private readonly bool _town = scene.Surroundings is Surroundings.City or Surroundings.Suburb;

    public Traffic Build(out LaneTraveller ego)
    {
        var traffic = new Traffic(scene, signals);
        var main = scene.Roads.Roads[0];
        var forward = main.Lanes.Where(lane => lane.Direction > 0).ToArray();
        ego = new LaneTraveller(main, random.Pick<Lane>(forward), random.Range(70.0, 260),
            main.SpeedLimit * random.Range(0.8, 1), 4.6);
        traffic.Travellers.Add(ego);
        foreach (var road in scene.Roads.Roads)
        {
            AddVehicles(traffic, road, road == main ? random.Range(12.0, 60) : random.Range(25.0, 90), ego);
            AddCyclists(traffic, road);
            AddParked(road);
            AddPeople(traffic, road);
            AddAnimals(traffic, road);
        }

        traffic.Place();
        return traffic;
    }

    private void AddVehicles(Traffic traffic, Road road, double spacing, LaneTraveller ego)
    {
        foreach (var lane in road.Lanes)
        {
            for (var s = random.Range(0, spacing); s < road.Length;
                s += 9 + (spacing * -Math.Log(1 - (0.98 * random.Next()))))
            {
                if (road == ego.Road && lane == ego.Lane && Math.Abs(s - ego.S) < 16) continue;
                var kind = random.Next();
                Model model = kind < 0.60 ? Cars.Create(random) : kind < 0.77 ? HeavyVehicles.Truck(random)
                    : kind < 0.86 ? HeavyVehicles.Bus(random, scene.Side) : TwoWheelerModel.Motorcycle(random);
                var length = model.Bounds.High.X - model.Bounds.Low.X;
                s += length / 2;
                traffic.Travellers.Add(
                    new LaneTraveller(road, lane, s, road.SpeedLimit * random.Range(0.55, 1.05), length)
                    {
                        Actor = scene.Add(model),
                        Aside = random.Range(-0.25, 0.25),
                    });
                s += length / 2;
            }
        }
    }

    private void AddCyclists(Traffic traffic, Road road)
    {
        if (scene.Surroundings == Surroundings.Highway) return;
        foreach (var direction in (int[])[1, -1])
        {
            // Along the outer edge of the outermost lane.
            var lane = road.Lanes.Where(l => l.Direction == direction).MaxBy(l => Math.Abs(l.Offset));
            for (var s = random.Range(0.0, 60); s < road.Length; s += random.Range(20.0, _town ? 90 : 200))
            {
                traffic.Travellers.Add(new LaneTraveller(road, lane, s, random.Range(3.5, 7), 1.8)
                {
                    Actor = scene.Add(TwoWheelerModel.Bicycle(random)),
                    Aside = Math.Sign(lane.Offset) * random.Range(1.25, 1.5),
                });
            }
        }
    }

    private void AddParked(Road road)
    {
        if (road.ParkingWidth <= 0) return;
        foreach (var sign in (int[])[1, -1])
        {
            for (var s = random.Range(5.0, 30); s < road.Length; s += random.Range(5.6, 16))
            {
                if (road.StopLines.Exists(line => Math.Abs(line.S - s) < 14)
                    || road.Junctions.Exists(junction => s > junction.From - 12 && s < junction.To + 12)) continue;
                var model = random.Chance(0.93) ? Cars.Create(random) : HeavyVehicles.Truck(random);
                var length = model.Bounds.High.X - model.Bounds.Low.X;
                var (x, y, heading) = road.At(s + (length / 2), sign * (road.HalfWidth - (road.ParkingWidth / 2)));
                var with = sign * scene.Side < 0;
                scene.Add(model)
                    .Place(scene.Standing(x, y, heading + (with ? 0 : Math.PI) + random.Range(-0.03, 0.03)));
                s += length;
            }
        }
    }

    private void AddPeople(Traffic traffic, Road road)
    {
        if (road.SidewalkWidth <= 0) return;
        foreach (var sign in (int[])[1, -1])
        {
            for (var s = random.Range(0.0, 20); s < road.Length; s += random.Range(2.0,
                scene.Surroundings == Surroundings.City ? 30 : 50))
            {
                var speed = random.Range(0.8, 1.7) * (random.Chance(0.5) ? 1 : -1);
                var offset = sign * (road.HalfWidth + random.Range(0.5, road.SidewalkWidth - 0.4));
                traffic.Walkers.Add(new Walker(scene.Add(Person()), road, s, offset, speed));
                if (random.Chance(0.12))
                {
                    var dog = scene.Add(AnimalModel.Create(random, [AnimalKind.Dog]));
                    traffic.Walkers.Add(new Walker(dog, road, s + Math.Sign(speed), offset - (sign * 0.35), speed));
                }
            }
        }

        foreach (var crosswalk in road.Crosswalks)
        {
            var signal = signals.Where(item => item.Road == road).MinBy(item => Math.Abs(item.Line.S - crosswalk.From));
            for (var i = random.Integer(0, 4); i > 0; i--)
            {
                var side = random.Chance(0.5) ? 1 : -1;
                var start = signal is { LetsPeopleCross: true } ? random.Range(-road.HalfWidth, road.HalfWidth)
                    : side * (road.HalfWidth + 0.65);
                traffic.Walkers.Add(new Walker(
                    scene.Add(Person()), road, random.Range(crosswalk.From + 0.5, crosswalk.To - 0.5), start,
                    -side * random.Range(0.9, 1.6))
                { Across = true, Signal = signal });
            }
        }
    }

    private PersonModel Person() => PersonModel.Create(random, scene.Air.Rain > 0 && random.Chance(0.6));

    private void AddAnimals(Traffic traffic, Road road)
    {
        if (_town) return;
        ReadOnlySpan<AnimalKind> kinds = scene.Surroundings == Surroundings.Highway
            ? [AnimalKind.Cow, AnimalKind.Horse, AnimalKind.Sheep]
                : [AnimalKind.Deer, AnimalKind.Cow, AnimalKind.Horse, AnimalKind.Sheep, AnimalKind.Dog];
        foreach (var sign in (int[])[1, -1])
        {
            for (var s = random.Range(0.0, 50); s < road.Length; s += random.Range(15.0, 90))
            {
                // Herds are of one kind.
                var kind = random.Pick(kinds);
                for (var i = random.Integer(1, kind == AnimalKind.Dog ? 2 : 5); i > 0; i--)
                {
                    var near = scene.Surroundings == Surroundings.Highway ? 5 : 1.5;
                    var offset = sign * (road.HalfWidth + random.Range(near, 16));
                    var speed = random.Range(0.1, 0.9) * (random.Chance(0.5) ? 1 : -1);
                    var animal = scene.Add(AnimalModel.Create(random, [kind]));
                    var across = kind == AnimalKind.Deer && random.Chance(0.2);
                    traffic.Walkers.Add(new Walker(animal, road, s + random.Range(-6.0, 6), across
                        ? sign * (road.HalfWidth + 1) : offset, across ? -sign * 1.4 : speed)
                    { Across = across });
                }
            }
        }
    }
}
