using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Puts traffic lights, signs, street lamps and obstacles along the roads.</summary>
internal sealed class StreetSide(Scene scene, SeededRandom random)
{
    private readonly List<Signal> _signals = [];

    public List<Signal> Build()
    {
        var cycle = random.Range(24.0, 44);
        var horizontal = random.Chance(0.3);
        foreach (var road in scene.Roads.Roads)
        {
            var main = road == scene.Roads.Roads[0];
            foreach (var line in road.StopLines) AddSignal(road, line, cycle, main, horizontal);
            AddSigns(road);
            AddLamps(road);
            AddObstacles(road);
        }

        foreach (var signal in _signals) signal.Switch(0);
        return _signals;
    }

    private void AddSignal(Road road, StopLine line, double cycle, bool main, bool horizontal)
    {
        var controlled = scene.Surroundings is Surroundings.City or Surroundings.Suburb;
        if (!controlled && main) return;
        // The two roads of a junction take turns; junctions along the main road follow each other.
        var wave = main ? Math.Floor(line.S / 60) * 5 : cycle / 2;
        var signal = new Signal(road, line, controlled ? cycle : 0, wave);
        _signals.Add(signal);
        var heading = line.Direction > 0 ? Math.PI : 0;
        var curb = -scene.Side * line.Direction * (road.HalfWidth + 0.7);
        if (!controlled)
        {
            AddSign(road, line.S, curb, heading, 1, 0.38f);
            return;
        }

        Show(signal, road, line.S + (line.Direction * 1.0), curb, heading, 2.6f, false);
        // A second one hangs over the far side of the junction.
        var far = line.S + (line.Direction * ((2 * Width(road)) + 6));
        var arm = (float)Math.Min(6, road.HalfWidth * 0.8);
        Stand(StreetFurniture.Gantry(5.6f, scene.Side * arm), road, far, curb, heading + Math.PI);
        Show(signal, road, far - (line.Direction * 0.25), curb + (scene.Side * line.Direction * arm * 0.85), heading,
            5.5f, horizontal);
    }

    private static double Width(Road road) => road.HalfWidth;

    private void Show(Signal signal, Road road, double s, double offset, double heading, float height, bool horizontal)
    {
        var (model, lamps) = StreetFurniture.TrafficLight(height, horizontal);
        signal.Show(lamps);
        var (x, y, along) = road.At(s, offset);
        scene.Add(model).Place(Transform.At(scene.OnGround(x, y), along + heading));
        if (height < 4) Stand(StreetFurniture.Post(height - 0.5f, 0.06f), road, s, offset, 0);
    }

    private void AddSigns(Road road)
    {
        var highway = scene.Surroundings == Surroundings.Highway;
        ReadOnlySpan<int> variants = highway ? [0, 0, 4] : scene.Surroundings == Surroundings.City ? [0, 3, 6, 7, 3]
            : [0, 4, 2, 0, 7];
        for (var s = random.Range(20.0, 60); s < road.Length; s += random.Range(25.0, highway ? 120 : 80))
        {
            var direction = random.Chance(0.5) ? 1 : -1;
            if (road.IsJunction(s)) continue;
            var curb = -scene.Side * direction * (road.HalfWidth + (highway ? 1.2 : 0.6));
            AddSign(road, s, curb, direction > 0 ? Math.PI : 0, random.Pick(variants), highway ? 0.5f : 0.34f);
        }

        if (!highway) return;
        for (var s = random.Range(60.0, 200); s < road.Length; s += random.Range(150.0, 300))
        {
            var direction = random.Chance(0.5) ? 1 : -1;
            var curb = -scene.Side * direction * (road.HalfWidth + 1.0);
            var heading = direction > 0 ? Math.PI : 0;
            var arm = (float)(road.HalfWidth - (road.MedianWidth / 2)) * 0.9f;
            Stand(StreetFurniture.Gantry(6.6f, scene.Side * arm), road, s, curb, heading + Math.PI);
            var panel = scene.Add(StreetFurniture.SignPlate(5, 1.1f, 6.4f, random.Integer(0, 99)));
            var (x, y, along) = road.At(s - (direction * 0.3), curb + (scene.Side * direction * arm * 0.6));
            panel.Place(Transform.At(scene.OnGround(x, y), along + heading));
        }
    }

    private void AddSign(Road road, double s, double offset, double heading, int variant, float size)
    {
        var height = random.Range(2.0f, 2.5f);
        Stand(StreetFurniture.Post(height + size), road, s, offset, 0);
        var (x, y, along) = road.At(s, offset);
        var plate = scene.Add(StreetFurniture.SignPlate(variant, size, height, random.Integer(0, 99)));
        var turn = random.Range(-0.12, 0.12);
        plate.Place(Transform.At(scene.OnGround(x, y), along + heading + turn) * Transform.At(0.06, 0, 0));
    }

    private void AddLamps(Road road)
    {
        if (scene.Surroundings == Surroundings.Country ||
            (scene.Surroundings == Surroundings.Highway && random.Chance(0.4))) return;
        var spacing = random.Range(24.0, 38);
        var (height, sign) = (random.Range(6f, 9.5f), random.Chance(0.5) ? 1 : -1);
        var both = random.Chance(0.5);
        var mast = StreetFurniture.StreetLamp(height, 1.6f, scene.Air.Dark);
        for (var s = random.Range(0, spacing); s < road.Length; s += spacing)
        {
            if (road.IsJunction(s)) continue;
            sign = both ? -sign : sign;
            var offset = sign * (road.HalfWidth + 0.45);
            // The arm reaches over the road.
            Stand(mast, road, s, offset, sign > 0 ? Math.PI : 0);
            if (!scene.Air.Dark) continue;
            var (x, y, _) = road.At(s, offset - (sign * 1.7));
            var light = scene.OnGround(x, y) + new Double3(0, 0, height + 0.1);
            scene.StreetLamps.Add(new PointLight(light.ToSingle(), -Vector3.UnitZ, 0.15f, 0.6f,
                new Vector3(1f, 0.82f, 0.55f) * 34, 28, 1));
        }
    }

    private void AddObstacles(Road road)
    {
        if (scene.Surroundings == Surroundings.Highway) return;
        for (var s = random.Range(0.0, 40); s < road.Length; s += random.Range(6.0, 70))
        {
            if (road.IsJunction(s)) continue;
            var sign = random.Chance(0.5) ? 1 : -1;
            var works = random.Chance(0.15);
            for (var i = 0; i < (works ? 5 : 1); i++)
            {
                var offset = sign * (works ? road.HalfWidth - 0.4 - (0.1 * i) : road.HalfWidth + 0.3);
                if (road.SidewalkWidth <= 0 && !works) offset += sign * 0.8;
                var (mesh, materials) = StreetFurniture.Obstacle(random);
                Stand((mesh, materials), road, s + (i * 2.2), offset, random.Range(-0.3, 0.3), road.SidewalkWidth > 0
                    && !works ? Sidewalks.Raise : 0);
            }
        }
    }

    private void Stand((Mesh Mesh, Material[] Materials) thing, Road road, double s, double offset, double turn,
        double raise = 0)
    {
        var (x, y, heading) = road.At(s, offset);
        scene.Drawables.Add(new Drawable(thing.Mesh, thing.Materials, 0)
        {
            WorldFromMesh = Transform.At(scene.OnGround(x, y) + new Double3(0, 0, raise), heading + turn),
        });
    }
}
