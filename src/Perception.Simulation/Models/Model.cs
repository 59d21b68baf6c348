using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>An object made of rigid parts that move against each other.</summary>
internal abstract class Model(ObjectClass objectClass, IReadOnlyList<Part> parts)
{
    public ObjectClass Class { get; } = objectClass;

    public IReadOnlyList<Part> Parts { get; } = parts;

    /// <summary>
    /// Corners of the upright box that holds the model in every phase of its motion, in the body's frame.
    /// </summary>
    public (Vector3 Low, Vector3 High) Bounds { get; private set; }

    /// <summary>The materials whose lamps are switched.</summary>
    public virtual Material[] Lamps => [];

    /// <summary>Metres after which the motion repeats; 0 for models that do not change their shape.</summary>
    protected virtual double Cycle => 0;

    /// <summary>Moves the parts to where they are after so many metres.</summary>
    public virtual void Animate(double travelledMetres)
    {
    }

    /// <summary>To be called once the parts are complete.</summary>
    protected void Measure()
    {
        var (low, high) = (new Vector3(float.MaxValue), new Vector3(float.MinValue));
        for (var phase = 0; phase < (Cycle > 0 ? 16 : 1); phase++)
        {
            Animate(Cycle * phase / 16);
            foreach (var part in Parts)
            {
                foreach (var position in part.Mesh.Positions)
                {
                    var p = (part.BodyFromPart * Double3.From(position)).ToSingle();
                    (low, high) = (Vector3.Min(low, p), Vector3.Max(high, p));
                }
            }
        }

        // Between the sixteen phases limbs reach no more than a few millimetres farther.
        var margin = new Vector3(Cycle > 0 ? 0.01f : 0);
        Bounds = (low - margin, high + margin);
    }
}
