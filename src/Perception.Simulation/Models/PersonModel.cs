using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>A person who walks: trunk and head, arms and legs of two segments.</summary>
internal sealed class PersonModel : Model
{
    private readonly float _height;
    private readonly Part[] _thighs;
    private readonly Part[] _shins;
    private readonly Part[] _arms;
    private readonly Part[] _forearms;
    private readonly bool _armsFree;

    private PersonModel(float height, Part trunk, Part[] thighs, Part[] shins, Part[] arms, Part[] forearms,
        Part[] extras, bool armsFree)
        : base(ObjectClass.Pedestrian, [trunk, .. thighs, .. shins, .. arms, .. forearms, .. extras])
    {
        (_height, _thighs, _shins, _arms, _forearms, _armsFree) = (height, thighs, shins, arms, forearms, armsFree);
        Measure();
    }

    protected override double Cycle => 0.82 * _height;

    public static PersonModel Create(SeededRandom random, bool umbrella)
    {
        var child = random.Chance(0.15);
        var h = child ? random.Range(1.0f, 1.4f) : random.Range(1.52f, 1.92f);
        var look = new PersonLook(random);
        var girth = random.Range(0.85f, 1.25f);
        var trunk = PersonShapes.Trunk(h, girth, look);
        Part[] Pair(Mesh mesh, Material[] materials) => [new(mesh, materials, Transform.Identity),
            new(mesh, materials, Transform.Identity)];
        var extras = new List<Part>();
        if (umbrella) extras.Add(PersonShapes.Umbrella(h, random));
        else if (random.Chance(0.25)) extras.Add(PersonShapes.Backpack(h, random));
        return new PersonModel(h, trunk,
            Pair(PersonShapes.Thigh(h, girth), [look.Legs]),
            Pair(PersonShapes.Shin(h, girth), [look.Shins, look.Shoes]),
            Pair(PersonShapes.UpperArm(h, girth), [look.Top]),
            Pair(PersonShapes.Forearm(h, girth), [look.Sleeves, look.Skin]), [.. extras], !umbrella);
    }

    public override void Animate(double travelledMetres)
    {
        var phase = 2 * Math.PI * travelledMetres / Cycle;
        for (var side = 0; side < 2; side++)
        {
            var (sign, angle) = (side == 0 ? 1 : -1, phase + (side * Math.PI));
            // Swinging back is a positive turn about y.
            var hip = -0.48 * Math.Sin(angle);
            var knee = 0.08 + (0.75 * Math.Max(0, Math.Sin(angle + 1.0)) * Math.Max(0, Math.Cos(angle + 0.35)));
            var thigh = Transform.At(0, sign * 0.052 * _height, 0.50 * _height) * Transform.RotateY(hip);
            _thighs[side].BodyFromPart = thigh;
            _shins[side].BodyFromPart = thigh * Transform.At(0, 0, -0.245 * _height) * Transform.RotateY(knee);
            var holds = !_armsFree && side == 1;
            var shoulder = holds ? -0.5 : 0.42 * Math.Sin(angle);
            var arm = Transform.At(0, sign * 0.118 * _height,
                0.80 * _height) * Transform.RotateX(sign * 0.08) * Transform.RotateY(shoulder);
            _arms[side].BodyFromPart = arm;
            _forearms[side].BodyFromPart = arm * Transform.At(0, 0, -0.165 * _height) * Transform.RotateY(holds ? -1.9
                : -0.35 - (0.2 * Math.Sin(angle)));
        }
    }
}
