using System.Numerics;

namespace Perception.Simulation.Meshes;

/// <summary>Collects faces, then smooths their normals wherever neighbours meet at less than a crease angle.</summary>
internal sealed partial class MeshBuilder
{
    private readonly Dictionary<Vector3, int> _known = [];
    private readonly List<Vector3> _positions = [];
    private readonly List<int> _indices = [];
    private readonly List<byte> _slots = [];

    /// <summary>The material of the faces that follow.</summary>
    public int Slot { get; set; }

    public MeshBuilder WithSlot(int slot)
    {
        Slot = slot;
        return this;
    }

    public MeshBuilder Triangle(Vector3 a, Vector3 b, Vector3 c)
    {
        if (Vector3.Cross(b - a, c - a).LengthSquared() < 1e-14f) return this;
        _indices.Add(Index(a));
        _indices.Add(Index(b));
        _indices.Add(Index(c));
        _slots.Add((byte)Slot);
        return this;
    }

    /// <summary>Corners counter-clockwise as seen from outside.</summary>
    public MeshBuilder Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d) => Triangle(a, b, c).Triangle(a, c, d);

    /// <summary>A quad that is seen from both sides.</summary>
    public MeshBuilder Sheet(Vector3 a, Vector3 b, Vector3 c, Vector3 d) => Quad(a, b, c, d).Quad(d, c, b, a);

    public Mesh Build(float creaseDegrees = 42, bool shaggy = false)
    {
        var indices = _indices.ToArray();
        var faces = new Vector3[_slots.Count];
        var around = new List<int>[_positions.Count];
        for (var t = 0; t < faces.Length; t++)
        {
            var (a, b, c) =
                (_positions[indices[3 * t]], _positions[indices[(3 * t) + 1]], _positions[indices[(3 * t) + 2]]);
            faces[t] = Vector3.Cross(b - a, c - a);
            for (var i = 0; i < 3; i++) (around[indices[(3 * t) + i]] ??= []).Add(t);
        }

        var cosine = MathF.Cos(creaseDegrees * MathF.PI / 180);
        var normals = new Vector3[indices.Length];
        for (var corner = 0; corner < indices.Length; corner++)
        {
            var own = Vector3.Normalize(faces[corner / 3]);
            var sum = Vector3.Zero;
            // Faces weigh by their area: the cross products are not normalized.
            foreach (var t in around[indices[corner]])
            {
                if (Vector3.Dot(own, Vector3.Normalize(faces[t])) >= cosine) sum += faces[t];
            }

            normals[corner] = sum.LengthSquared() > 1e-20f ? Vector3.Normalize(sum) : own;
        }

        return new Mesh([.. _positions], indices, normals, [.. _slots]) { IsShaggy = shaggy };
    }

    private int Index(Vector3 position)
    {
        if (!_known.TryGetValue(position, out var index))
        {
            index = _positions.Count;
            _known.Add(position, index);
            _positions.Add(position);
        }

        return index;
    }
}
