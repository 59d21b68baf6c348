using Perception.Simulation.Meshes;
using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Buildings and plants beside the roads, none on a road or in another's place.</summary>
internal sealed class Roadside(Scene scene, SeededRandom random)
{
    private readonly List<(double X, double Y, double Radius)> _taken = [];

    public void Build()
    {
        foreach (var road in scene.Roads.Roads)
        {
            foreach (var sign in (int[])[1, -1])
            {
                if (scene.Surroundings is Surroundings.City or Surroundings.Suburb) AddBuildings(road, sign);
                AddTrees(road, sign);
            }
        }
    }

    private void AddBuildings(Road road, int sign)
    {
        var city = scene.Surroundings == Surroundings.City;
        var s = random.Range(0.0, 8);
        while (s < road.Length)
        {
            var width = city ? random.Range(10f, 28f) : 12;
            var depth = city ? random.Range(9f, 16f) : 12;
            var setback = city ? random.Range(0.5, 3.0) : random.Range(5.0, 11);
            var at = s + (width / 2);
            var (x, y, heading) = road.At(at, sign * (road.OuterWidth + setback + (depth / 2)));
            var radius = Math.Sqrt((width * width) + (depth * depth)) / 2;
            if (scene.Roads.Clearance(x, y, 30) > (depth / 2) + setback - 1 && IsOpen(x, y, radius * 0.8)
                && random.Chance(city ? 0.93 : 0.8))
            {
                var (mesh, materials) = city ? Buildings.Block(random, depth, width, scene.Air.Dark)
                    : Buildings.House(random, scene.Air.Dark);
                // The front looks to the road: x of the building points away from it.
                Place(mesh, materials, x, y, heading + (sign * Math.PI / 2), radius * 0.8);
            }

            s += width + (city ? random.Range(0.0, 5) : random.Range(3.0, 12));
        }
    }

    private void AddTrees(Road road, int sign)
    {
        var kinds = Enumerable.Range(0, 6).Select(i => (Mesh: i < 4 ? Trees.Broadleaf(random) : Trees.Conifer(random),
            Materials: Trees.Materials(random, i >= 4))).ToArray();
        var bushes = Enumerable.Range(0, 3).Select(_ => (Mesh: Trees.Bush(random),
            Materials: Trees.Materials(random, false))).ToArray();
        var (spacing, near, far) = scene.Surroundings switch
        {
            Surroundings.City => (random.Range(9.0, 26), -0.9, -0.9),
            Surroundings.Suburb => (7.0, 1.0, 22.0),
            Surroundings.Country => (4.5, 3.0, 60.0),
            _ => (5.0, 6.0, 60.0),
        };
        for (var s = random.Range(0, spacing); s < road.Length; s += spacing * random.Range(0.7, 1.3))
        {
            var depth = random.Next();
            var offset = sign * (road.OuterWidth + near + ((far - near) * depth * depth));
            var (x, y, _) = road.At(s, offset);
            var least = scene.Surroundings == Surroundings.City ? 0.5 : 1.5;
            if (scene.Roads.Clearance(x, y, 30) < least || road.IsJunction(s) || !IsOpen(x, y, 1)) continue;
            var (mesh, materials) = scene.Surroundings != Surroundings.City && random.Chance(0.4)
                ? random.Pick<(Mesh, Material[])>(bushes) : random.Pick<(Mesh, Material[])>(kinds);
            Place(mesh, materials, x, y, random.Range(0, 2 * Math.PI), 1.2);
        }
    }

    private bool IsOpen(double x, double y, double radius)
    {
        foreach (var other in _taken)
        {
            var (dx, dy, r) = (other.X - x, other.Y - y, other.Radius + radius);
            if ((dx * dx) + (dy * dy) < r * r) return false;
        }

        return true;
    }

    private void Place(Mesh mesh, Material[] materials, double x, double y, double heading, double radius)
    {
        _taken.Add((x, y, radius));
        scene.Drawables.Add(
            new Drawable(mesh, materials, 0) { WorldFromMesh = Transform.At(scene.OnGround(x, y), heading) });
    }
}
