using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Perception.Simulation.World;

namespace Perception.Simulation.Tests;

public sealed class TruthTests(RenderedDrives rendered) : IClassFixture<RenderedDrives>
{
    [Fact]
    public void Depth_and_instance_of_a_thousand_pixels_equal_ray_tracing_within_a_millimetre()
    {
        var random = new Random(5);
        ForEachDrive((drive, frame, _) =>
        {
            var tracer = new ReferenceTracer(drive.Scene, drive.MapFromBase * drive.Rig[0].BaseFromOptical);
            var (farther, elsewhere) = (0, 0);
            for (var i = 0; i < 250; i++)
            {
                var (u, v) = (random.Next(frame.Width), random.Next(frame.Height));
                var (x, y) = Undistort(drive.Rig[0].Intrinsics, u, v);
                var pixel = (v * frame.Width) + u;
                if (tracer.Trace(x, y) is not { } hit)
                {
                    Assert.True(float.IsNaN(frame.DepthMetres[pixel]),
                        $"pixel {u}, {v} has depth {frame.DepthMetres[pixel]} where the tracer sees the sky");
                    continue;
                }

                if (!(Math.Abs(hit.Depth - frame.DepthMetres[pixel]) <= 0.001)) farther++;
                if (hit.Instance != frame.Instance[pixel]) elsewhere++;
            }

            Assert.Equal((0, 0), (farther, elsewhere));
        });
    }

    [Fact]
    public void Projected_corners_of_3D_boxes_bound_the_full_boxes_within_a_pixel() => ForEachDrive((drive, _, truth) =>
    {
        var compared = 0;
        foreach (var item in truth.Objects)
        {
            var box = (Left: double.MaxValue, Top: double.MaxValue, Right: double.MinValue, Bottom: double.MinValue);
            var behind = false;
            for (var i = 0; i < 8; i++)
            {
                var corner = item.CameraFromBox * new Double3(
                    item.Size.X * ((i & 1) - 0.5), item.Size.Y * (((i >> 1) & 1) - 0.5),
                    item.Size.Z * ((i >> 2) - 0.5));
                behind |= corner.Z < 0.2;
                var (u, v) = Distort(drive.Rig[0].Intrinsics, corner.X / corner.Z, corner.Y / corner.Z);
                box = (Math.Min(box.Left, u), Math.Min(box.Top, v), Math.Max(box.Right, u), Math.Max(box.Bottom, v));
            }

            if (behind) continue;
            compared++;
            Assert.InRange(item.Full.Left - box.Left - 0.5, -1, 1);
            Assert.InRange(item.Full.Top - box.Top - 0.5, -1, 1);
            Assert.InRange(item.Full.Right - box.Right - 0.5, -1, 1);
            Assert.InRange(item.Full.Bottom - box.Bottom - 0.5, -1, 1);
        }

        Assert.True(compared > 2, $"only {compared} objects to compare");
    });

    [Fact]
    public void Boxes_nest_and_agree_with_the_masks() => ForEachDrive((drive, frame, truth) =>
    {
        var counted = new Dictionary<int, int>();
        foreach (var id in frame.Instance) counted[id] = counted.GetValueOrDefault(id) + 1;
        counted.Remove(0);
        Assert.Equal(counted.OrderBy(e => e.Key), truth.Objects.Where(o => o.VisiblePixels > 0).ToDictionary(o => o.Id, o => o.VisiblePixels).OrderBy(e => e.Key));
        foreach (var item in truth.Objects)
        {
            Assert.InRange(item.Occlusion, 0, 1);
            Assert.InRange(item.Truncation, 0, 1);
            // The silhouette is inside of the box in space, and what is visible inside of the silhouette.
            Assert.True(Contains(item.Full, item.Silhouette, 1), $"{item.Class} {item.Id}: {item.Silhouette} leaves {item.Full} at {item.CameraFromBox.Origin} size {item.Size}");
            if (item.VisiblePixels > 0) Assert.True(Contains(item.Silhouette, item.Visible, 1),
                $"{item.Class} {item.Id}: {item.Visible} leaves {item.Silhouette}");
        }
    });

    [Fact]
    public void Unoccluded_whole_objects_fill_their_silhouette_boxes() => ForEachDrive((_, _, truth) =>
    {
        foreach (var item in truth.Objects.Where(o => o is { Occlusion: 0, Truncation: 0 } && o.VisiblePixels > 60))
        {
            Assert.InRange(item.Visible.Left - item.Silhouette.Left, -1, 2);
            Assert.InRange(item.Visible.Top - item.Silhouette.Top, -1, 2);
            Assert.InRange(item.Visible.Right - item.Silhouette.Right, -2, 1);
            Assert.InRange(item.Visible.Bottom - item.Silhouette.Bottom, -2, 1);
        }
    });

    [Fact]
    public void Semantic_classes_agree_with_the_objects_that_pixels_belong_to() => ForEachDrive((_, frame, truth) =>
    {
        var classes = truth.Objects.ToDictionary(o => o.Id, o => o.Class);
        for (var i = 0; i < frame.Instance.Length; i++)
        {
            var semantic = (SemanticClass)frame.Semantic[i];
            if (frame.Instance[i] == 0)
            {
                Assert.DoesNotContain(semantic,
                    (SemanticClass[])[SemanticClass.Vehicle, SemanticClass.Bike, SemanticClass.Person]);
                Assert.Equal(semantic == SemanticClass.Sky, float.IsNaN(frame.DepthMetres[i]));
                continue;
            }

            Assert.Contains(semantic, Allowed(classes[frame.Instance[i]]));
        }
    });

    [Fact]
    public void Lane_points_that_are_painted_and_visible_lie_on_paint()
    {
        var on = 0;
        var beside = new List<string>();
        ForEachDrive((drive, frame, truth) =>
        {
            foreach (var lane in truth.Lanes)
            {
                for (var i = 1; i + 1 < lane.Points.Count; i++)
                {
                    // On the nearest row of pixels, at most half a pixel beside the line: lines of two pixels hold
                    // that.
                    var (before, point, next) = (lane.Points[i - 1], lane.Points[i], lane.Points[i + 1]);
                    var wide = drive.Rig[0].Intrinsics.Fx * lane.WidthMetres > 2 * point.PointInBase.X;
                    if (!wide || !IsSeen(before) || !IsSeen(point) || !IsSeen(next)) continue;
                    var row = (int)Math.Round(point.V);
                    var column = (int)Math.Round(point.U + ((row - point.V) * (next.U - point.U) / (next.V - point.V)));
                    if (column < 0 || column >= frame.Width) continue;
                    var semantic = (SemanticClass)frame.Semantic[(row * frame.Width) + column];
                    if (semantic == SemanticClass.RoadPaint) on++;
                    else beside.Add($"{semantic} at ({point.U:F2}, {point.V:F2}), {point.PointInBase.X:F1} m ahead");
                }
            }
        });
        Assert.True(on > 50, $"only {on} points were visible");
        Assert.Empty(beside);
    }

    [Fact]
    public void Velocity_is_the_way_an_object_goes_in_a_short_time()
    {
        using var drive = new Drive(
            new DriveOptions { Seed = 3, Surroundings = Surroundings.City, Conditions = Conditions.Day, Threads = 2 });
        using var frame = new FrameBuffers(640, 384);
        drive.Advance(1);
        drive.Render(0, frame);
        var before = drive.Truth(0, frame);
        var mapFromOptical = before.MapFromBase * before.BaseFromOptical;
        var places = drive.Scene.Actors.ToDictionary(a => a.Id, a => a.WorldFromBody.Origin);
        drive.Advance(0.05);
        foreach (var item in before.Objects)
        {
            var way = drive.Scene.Actors[item.Id - 1].WorldFromBody.Origin - places[item.Id];
            var expected = mapFromOptical.Rotate(item.VelocityInCamera) * 0.05;
            Assert.True((way - expected).Length < 0.03,
                $"{item.Class} {item.Id} went {way}, its velocity says {expected}");
        }
    }

    private static bool IsSeen(LanePoint point) => point is { IsPainted: true, IsVisible: true };

    private static SemanticClass[] Allowed(ObjectClass objectClass) => objectClass switch
    {
        ObjectClass.Car or ObjectClass.Truck or ObjectClass.Bus => [SemanticClass.Vehicle],
        ObjectClass.Bicycle or ObjectClass.Motorcycle => [SemanticClass.Bike, SemanticClass.Person],
        ObjectClass.Pedestrian => [SemanticClass.Person],
        ObjectClass.TrafficLight => [SemanticClass.TrafficLight],
        ObjectClass.TrafficSign => [SemanticClass.TrafficSign],
        _ => [SemanticClass.Other],
    };

    private static bool Contains(PixelBox outer, PixelBox inner, double slack) =>
        inner.Left >= outer.Left - slack && inner.Top >= outer.Top - slack &&
            inner.Right <= outer.Right + slack && inner.Bottom <= outer.Bottom + slack;

    private void ForEachDrive(Action<Drive, FrameBuffers, FrameTruth> check)
    {
        foreach (var (drive, frame, truth) in rendered.All) check(drive, frame, truth);
    }

    // The equations of the OpenCV documentation, written down once more.
    private static (double U, double V) Distort(CameraIntrinsics c, double x, double y)
    {
        var r2 = (x * x) + (y * y);
        var k = 1 + (c.K1 * r2) + (c.K2 * r2 * r2);
        return ((c.Fx * ((x * k) + (2 * c.P1 * x * y) + (c.P2 * (r2 + (2 * x * x))))) + c.Cx,
            (c.Fy * ((y * k) + (c.P1 * (r2 + (2 * y * y))) + (2 * c.P2 * x * y))) + c.Cy);
    }

    // By fixed-point iteration, not by the camera's own Newton steps.
    private static (double X, double Y) Undistort(CameraIntrinsics c, double u, double v)
    {
        var (x, y) = ((u - c.Cx) / c.Fx, (v - c.Cy) / c.Fy);
        for (var i = 0; i < 500; i++)
        {
            var (pu, pv) = Distort(c, x, y);
            (x, y) = (x + (0.7 * (u - pu) / c.Fx), y + (0.7 * (v - pv) / c.Fy));
        }

        return (x, y);
    }
}
