using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;
using Perception.Simulation.Threading;
using Perception.Simulation.World;

namespace Perception.Simulation.Truth;

/// <summary>Collects what is true of a picture that was just rendered, from the scene itself.</summary>
internal sealed class TruthBuilder(Scene scene, CameraMount mount, WorkerPool pool)
{
    private const double LaneReachMetres = 90;
    private const double LaneStepMetres = 1;

    public FrameTruth Build(View view, FrameBuffers frame, double time, Transform mapFromBase, LaneTraveller ego) =>
        new()
        {
            Time = time,
            MapFromBase = mapFromBase,
            BaseFromOptical = mount.BaseFromOptical,
            Objects = Objects(view, frame),
            Lanes = Lanes(frame, mapFromBase, ego),
        };

    private List<ObjectTruth> Objects(View view, FrameBuffers frame)
    {
        var (boxes, counts) = VisibleBoxes(frame, scene.Actors.Count);
        // The parts of an object follow each other in the view.
        var runs = new List<(int Id, int First, int Count)>();
        for (var i = 0; i < view.DrawCount; i++)
        {
            var id = view.Draws[i].Drawable.Instance;
            if (id == 0) continue;
            if (runs.Count > 0 && runs[^1].Id == id) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add((id, i, 1));
        }

        var truths = new ObjectTruth?[runs.Count];
        pool.Run(runs.Count, (i, _) =>
        {
            var alone = SilhouetteCounter.Count(view, runs[i].First, runs[i].Count);
            if (alone > 0)
            {
                truths[i] = Describe(scene.Actors[runs[i].Id - 1], view, boxes[runs[i].Id], counts[runs[i].Id], alone);
            }
        });
        return [.. truths.OfType<ObjectTruth>()];
    }

    private static (PixelBox[] Boxes, int[] Counts) VisibleBoxes(FrameBuffers frame, int actors)
    {
        var (boxes, counts) = (new PixelBox[actors + 1], new int[actors + 1]);
        Array.Fill(boxes, PixelBox.Empty);
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                var id = frame.Instance[(y * frame.Width) + x];
                if (id == 0) continue;
                boxes[id] = boxes[id].Include(x, y).Include(x + 1, y + 1);
                counts[id]++;
            }
        }

        return (boxes, counts);
    }

    private ObjectTruth Describe(Actor actor, View view, PixelBox visible, int pixels, int alone)
    {
        var (low, high) = (Double3.From(actor.Model.Bounds.Low), Double3.From(actor.Model.Bounds.High));
        var cameraFromBox = view.ViewFromWorld * actor.WorldFromBody * Transform.At((low + high) * 0.5);
        var size = high - low;
        var silhouette = SilhouetteBox(actor, view);
        var inside = silhouette.Clip(mount.Intrinsics.Width, mount.Intrinsics.Height);
        return new ObjectTruth
        {
            Id = actor.Id,
            Class = actor.Class,
            Visible = pixels > 0 ? visible : default,
            Full = CornerBox(cameraFromBox, size),
            Silhouette = silhouette,
            VisiblePixels = pixels,
            Occlusion = 1 - ((double)pixels / alone),
            Truncation = silhouette.Area > 0 ? Math.Clamp(1 - (inside.Area / silhouette.Area), 0, 1) : 0,
            CameraFromBox = cameraFromBox,
            Size = size,
            VelocityInCamera = view.ViewFromWorld.Rotate(actor.Velocity),
            YawRate = actor.YawRate,
        };
    }

    // Boxes of objects beside the camera reach to where they leave the space before it.
    private PixelBox CornerBox(Transform cameraFromBox, Double3 size)
    {
        Span<Double3> corners = stackalloc Double3[8];
        for (var i = 0; i < 8; i++)
        {
            corners[i] = cameraFromBox * new Double3(((i & 1) - 0.5) * size.X, (((i >> 1) & 1) - 0.5) * size.Y,
                ((i >> 2) - 0.5) * size.Z);
        }

        var box = PixelBox.Empty;
        for (var i = 0; i < 8; i++)
        {
            box = Include(box, corners[i]);
            for (var bit = 1; bit < 8; bit <<= 1)
            {
                if ((i & bit) == 0) box = IncludeCut(box, corners[i], corners[i | bit]);
            }
        }

        return box;
    }

    private PixelBox SilhouetteBox(Actor actor, View view)
    {
        var box = PixelBox.Empty;
        foreach (var drawable in actor.Drawables)
        {
            var viewFromMesh = view.ViewFromWorld * drawable.WorldFromMesh;
            var mesh = drawable.Mesh;
            for (var i = 0; i < mesh.Indices.Length; i += 3)
            {
                var a = viewFromMesh * Double3.From(mesh.Positions[mesh.Indices[i]]);
                var b = viewFromMesh * Double3.From(mesh.Positions[mesh.Indices[i + 1]]);
                var c = viewFromMesh * Double3.From(mesh.Positions[mesh.Indices[i + 2]]);
                box = IncludeCut(IncludeCut(IncludeCut(Include(Include(Include(box, a), b), c), a, b), b, c), c, a);
            }
        }

        return box;
    }

    private PixelBox Include(PixelBox box, Double3 point)
    {
        if (point.Z < View.Near) return box;
        var (u, v) = mount.Intrinsics.Project(point.X / point.Z, point.Y / point.Z);
        return box.Include(u + 0.5, v + 0.5);
    }

    // The point where an edge passes through the near plane, if it does.
    private PixelBox IncludeCut(PixelBox box, Double3 a, Double3 b)
    {
        if (a.Z < View.Near == b.Z < View.Near) return box;
        var cut = a + ((b - a) * ((View.Near - a.Z) / (b.Z - a.Z)));
        return Include(box, cut with { Z = View.Near });
    }

    private List<LaneTruth> Lanes(FrameBuffers frame, Transform mapFromBase, LaneTraveller ego)
    {
        var lanes = new List<LaneTruth>();
        var (opticalFromMap, baseFromMap) = ((mapFromBase * mount.BaseFromOptical).Inverse(), mapFromBase.Inverse());
        foreach (var line in ego.Road.Lines)
        {
            var points = new List<LanePoint>();
            for (var ahead = -LaneReachMetres; ahead <= LaneReachMetres; ahead += LaneStepMetres)
            {
                var s = ego.S + (ahead * ego.Lane.Direction);
                if (ego.Road.IsJunction(s) || s < 0 || s > ego.Road.Length)
                {
                    Finish(lanes, line, ego, points);
                    points = [];
                    continue;
                }

                var (x, y, _) = ego.Road.At(s, line.Offset);
                var ground = scene.OnGround(x, y);
                if (See(frame, opticalFromMap * ground) is not var (u, v, visible)) continue;
                points.Add(new LanePoint(baseFromMap * ground, u, v, ego.Road.IsLineAt(line, s), visible));
            }

            Finish(lanes, line, ego, points);
        }

        return lanes;
    }

    private static void Finish(List<LaneTruth> lanes, in LaneLine line, LaneTraveller ego, List<LanePoint> points)
    {
        if (points.Count < 2) return;
        lanes.Add(new LaneTruth
        {
            Role = line.Role.ToString().ToLowerInvariant(),
            IsDashed = line.Gap > 0,
            IsYellow = line.Yellow,
            WidthMetres = line.Width,
            OffsetMetres = (line.Offset - ego.Lane.Offset) * ego.Lane.Direction,
            Points = points,
        });
    }

    // Only points in the picture are kept: null for others.
    private (double U, double V, bool Visible)? See(FrameBuffers frame, Double3 p)
    {
        if (p.Z < 0.3) return null;
        var (u, v) = mount.Intrinsics.Project(p.X / p.Z, p.Y / p.Z);
        var (column, row) = ((int)Math.Round(u), (int)Math.Round(v));
        if (column < 0 || row < 0 || column >= frame.Width || row >= frame.Height) return null;
        // The nearest pixel sees the ground a little before or behind the point, the more so the farther away it is.
        var pixel = (row * frame.Width) + column;
        return (u, v, frame.Instance[pixel] == 0 && frame.DepthMetres[pixel] > (p.Z * 0.94) - 0.3);
    }
}
