using System.Numerics;
using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Truth;

namespace Perception.Simulation.World;

/// <summary>An object with a number: a model, where it is, and how it moves.</summary>
internal sealed class Actor
{
    public Actor(int id, Model model)
    {
        (Id, Model) = (id, model);
        Drawables = [.. model.Parts.Select(part => new Drawable(part.Mesh, part.Materials, id))];
    }

    public int Id { get; }

    public Model Model { get; }

    public ObjectClass Class => Model.Class;

    public Drawable[] Drawables { get; }

    /// <summary>The body's frame: on the ground in the middle, x forward.</summary>
    public Transform WorldFromBody { get; private set; } = Transform.Identity;

    /// <summary>Metres a second, in the world.</summary>
    public Double3 Velocity { get; set; }

    /// <summary>Radians a second about the vertical, to the left.</summary>
    public double YawRate { get; set; }

    /// <summary>Moves the object and its parts.</summary>
    public void Place(Transform worldFromBody, double travelledMetres = 0)
    {
        WorldFromBody = worldFromBody;
        Model.Animate(travelledMetres);
        for (var i = 0; i < Drawables.Length; i++)
        {
            Drawables[i].WorldFromMesh = worldFromBody * Model.Parts[i].BodyFromPart;
        }
    }

    public void SetLamps(Vector4 lamps)
    {
        foreach (var material in Model.Lamps) material.Lamps = lamps;
    }
}
