using Perception.Decoding;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Imaging;

namespace Perception.Tests.Geometry.Objects;

public class ObjectLocatorTests
{
    private const int Car = 0, Pedestrian = 1, Bus = 2, Unknown = 3;

    private static readonly ObjectLocatorOptions Options = new()
    {
        Classes = [ClassSize.Car, ClassSize.Pedestrian, ClassSize.Bus, null],
        RelativeDepthSigma = 0.01,
        BoxSigmaPixels = 0.5,
    };

    [Theory]
    [InlineData("pinhole", 1.5, 0)]
    [InlineData("plumb_bob", 2, 1)]
    [InlineData("rational_polynomial", 1, -1)]
    [InlineData("equidistant", 4, 0)]
    public void Centres_from_true_depth_are_within_three_percent_of_range(string lens, double pitchDegrees,
        double rollDegrees)
    {
        var camera = CameraModel.OfRaw(Cameras.Of(lens));
        var ground = GroundPlane.OfMounting(1.6, pitchDegrees * Math.PI / 180, rollDegrees * Math.PI / 180);
        var world = new BlockWorld(camera, ground)
            .Add(Car, 10, 3, 0.1, 4.4, 1.8, 1.5)
            .Add(Car, 20, -1, 0, 4.2, 1.75, 1.5)
            .Add(Car, 14, -6, 0.9, 4.5, 1.85, 1.5)
            .Add(Car, 45, 4, -0.05, 4.4, 1.8, 1.5)
            .Add(Pedestrian, 12, 0.5, 0.3, 0.5, 0.5, 1.75)
            .Add(Pedestrian, 30, -5, 0.3, 0.5, 0.5, 1.6)
            .Add(Bus, 30, 10, 0.1, 11, 2.5, 3.1);
        var boxes = world.Render();
        var frame = new ObjectFrame
        {
            ImageWidth = camera.Width,
            ImageHeight = camera.Height,
            DepthMetres = world.Depth
        };
        var objects = new ObjectLocator(camera, ground, Options).Locate(boxes, frame);

        Assert.Equal(world.Blocks.Count, objects.Length);
        for (var i = 0; i < objects.Length; i++)
        {
            var truth = world.Blocks[i];
            var centre = ground.ToGround(objects[i].CentreInCamera);
            var range = Math.Sqrt(truth.X * truth.X + truth.Y * truth.Y);
            var off = (centre - truth.Centre).Length;
            Assert.True(off < 0.03 * range, $"{i}: {centre} is {off / range:P1} off {truth}, {objects[i]}");
            Assert.True(objects[i].Sources.HasFlag(LocationSources.Depth));
            Assert.Equal(range, objects[i].RangeMetres, 0.03 * range);
            if (truth.ClassId != Pedestrian && objects[i].YawRadians is { } yaw)
            {
                // Of the farthest car only the rear is seen, and of that few pixels.
                Assert.Equal(0, Math.Abs(Math.Sin(yaw - truth.Yaw)), 0.12);
            }

            Assert.Equal(truth.Height, objects[i].Size.HeightMetres, 0.125 * truth.Height);
        }

        Assert.True(
            objects[0].YawRadians is not null && objects[2].YawRadians is not null && objects[4].YawRadians is null);
    }

    // Sides that are seen are measured: that they are longer or shorter than those of the class moves nothing.
    [Theory]
    [InlineData("pinhole", 0.85)]
    [InlineData("plumb_bob", 1.15)]
    [InlineData("rational_polynomial", 1.2)]
    [InlineData("equidistant", 0.85)]
    [InlineData("equidistant", 1.2)]
    public void Sizes_other_than_those_of_the_class_are_seen(string lens, double part)
    {
        var camera = CameraModel.OfRaw(Cameras.Of(lens));
        var ground = GroundPlane.OfMounting(1.6, 0.03);
        var world = new BlockWorld(camera, ground)
            .Add(Car, 9, 3, 0.05, 4.4 * part, 1.8 * part, 1.5)
            .Add(Car, 16, -4, -0.1, 4.4 * part, 1.8 * part, 1.5)
            .Add(Car, 22, 3, 0.6, 4.4 * part, 1.8 * part, 1.5)
            .Add(Bus, 32, 10, 0.1, 11.5 * part, 2.5, 3.1);
        var boxes = world.Render();
        var objects = new ObjectLocator(camera, ground, Options).Locate(boxes, new ObjectFrame
        {
            ImageWidth = camera.Width,
            ImageHeight = camera.Height,
            DepthMetres = world.Depth,
        });
        for (var i = 0; i < objects.Length; i++)
        {
            var truth = world.Blocks[i];
            var off = (ground.ToGround(objects[i].CentreInCamera) - truth.Centre).Length;
            Assert.True(off < 0.03 * truth.Centre.Length,
                $"{i}: {off / truth.Centre.Length:P1} off {truth}, {objects[i]}");
            var classLength = Options.Classes[truth.ClassId]!.Size.LengthMetres;
            Assert.InRange(Math.Abs(objects[i].Size.LengthMetres - truth.Length), 0,
                Math.Abs(classLength - truth.Length) + 0.05);
        }
    }

    [Fact]
    public void What_is_not_seen_of_an_object_is_in_its_covariance()
    {
        var camera = CameraModel.Pinhole(1280, 720, 1000, 1000, 640, 360);
        var ground = GroundPlane.OfMounting(1.5);
        var world = new BlockWorld(camera, ground).Add(Car, 15, 0, 0, 5.2, 1.8, 1.5).Add(Car, 15, -6, 0, 5.2, 1.8, 1.5);
        var boxes = world.Render();
        var objects = new ObjectLocator(camera, ground, Options).Locate(boxes,
            new ObjectFrame { ImageWidth = 1280, ImageHeight = 720, DepthMetres = world.Depth });
        var (behind, beside) = (Math.Sqrt(objects[0].Covariance.Zz), Math.Sqrt(objects[1].Covariance.Zz));
        Assert.InRange(ground.ToGround(objects[0].CentreInCamera).X, 15 - 2.5 * behind, 15 + 2.5 * behind);
        Assert.True(behind > 1.2 * beside, $"{behind:F2} m behind, {beside:F2} m beside");
    }

    // Whatever depth shows, be it a wall far behind or a bush right before the camera, costs no frame.
    [Theory]
    [InlineData(0.5f)]
    [InlineData(60)]
    [InlineData(1000)]
    public void Depth_that_contradicts_ground_and_size_altogether_is_no_error(float metres)
    {
        var camera = CameraModel.Pinhole(1280, 720, 1000, 1000, 640, 360);
        var ground = GroundPlane.OfMounting(1.5);
        var options = Options with { PitchSigmaRadians = 0.001, MaximumMetres = 10_000 };
        var depth = new float[1280 * 720];
        Array.Fill(depth, metres);

        // Feet 5 m away, and on the horizon, where they are nowhere.
        Detection[] boxes =
            [new(600, 320.5f, 680, 660.5f, Pedestrian, 1, 1), new(600, 200, 680, 360.5f, Pedestrian, 1, 1)];
        var objects = new ObjectLocator(camera, ground, options).Locate(
            boxes, new ObjectFrame { ImageWidth = 1280, ImageHeight = 720, DepthMetres = depth });
        Assert.InRange(objects.Length, 1, 2);
        foreach (var item in objects) Assert.True(double.IsFinite(item.RangeMetres));
    }

    [Fact]
    public void Objects_before_a_wall_are_where_they_stand()
    {
        var camera = CameraModel.Pinhole(1280, 720, 1000, 1000, 640, 360);
        var ground = GroundPlane.OfMounting(1.5);

        // A slim one, whose box shows more of the wall 3 m behind.
        var world = new BlockWorld(camera, ground).Add(Pedestrian, 12, 0, 0, 0.4, 0.2, 1.7);
        var box = world.Render()[0];
        var depth = world.Depth;
        for (var i = 0; i < depth.Length; i++)
        {
            if (!(depth[i] < 15)) depth[i] = 15;
        }

        box = box with { X1 = box.X1 - 20, X2 = box.X2 + 20 };
        var found = new ObjectLocator(camera, ground, Options).Locate(
            [box], new ObjectFrame { ImageWidth = 1280, ImageHeight = 720, DepthMetres = depth });
        Assert.Equal(12, Assert.Single(found.ToArray()).RangeMetres, 0.03 * 12);
    }

    [Fact]
    public void Without_depth_distance_is_from_ground_contact_and_size()
    {
        var camera = CameraModel.Pinhole(1280, 720, 1000, 1000, 640, 360);
        var ground = GroundPlane.OfMounting(1.5);

        // A pedestrian of 1.7 m: feet at 1.5 m below the camera, so row 360 + 1000 * 1.5 / d,
        // head at 360 - 1000 * 0.2 / d.
        const double Distance = 20;
        var (top, bottom) = (360.5 - 1000 * 0.2 / Distance, 360.5 + 1000 * 1.5 / Distance);
        var box = new Detection(625.5f, (float)top, 655.5f, (float)bottom, Pedestrian, 1, 1);
        var options = Options with { BoxSigmaPixels = 1, PitchSigmaRadians = 0.002 };
        var frame = new ObjectFrame { ImageWidth = 1280, ImageHeight = 720 };
        var found = new ObjectLocator(camera, ground, options).Locate([box], frame)[0];
        Assert.Equal(LocationSources.GroundContact | LocationSources.Size, found.Sources);
        Assert.Equal(Distance + 0.3, found.RangeMetres, 0.05);
        Assert.Equal(0, found.CentreInCamera.X, 0.01);
        Assert.Equal(1.5 - 0.85, found.CentreInCamera.Y, 0.05);
        Assert.Null(found.YawRadians);

        // Straight ahead the covariance is along the axes: large along the view, small across it.
        Assert.True(found.Covariance.Zz > 10 * found.Covariance.Xx && Math.Abs(found.Covariance.Xz) < 1e-9);

        var small = new Detection(box.X1 / 2, box.Y1 / 2, box.X2 / 2, box.Y2 / 2, Pedestrian, 1, 1);
        var again = new ObjectLocator(camera, ground, options).Locate([small],
            new ObjectFrame { ImageWidth = 640, ImageHeight = 360 })[0];
        Assert.Equal(found.RangeMetres, again.RangeMetres, 1e-3);

        var cut = box with { Y2 = 720 };
        Assert.Equal(0, new ObjectLocator(camera, ground, options).Locate([cut with { Y1 = 0 }], frame).Length);
        Assert.Equal(0, new ObjectLocator(camera, ground, options).Locate(
            [box with { ClassId = Unknown }, box with { ClassId = 77 }], frame).Length);
    }

    // The picture is twice as wide as the camera's, as if its pixels were not square: so is the error of its edges.
    [Fact]
    public void Edges_of_boxes_are_as_uncertain_as_pixels_of_their_image_are_wide()
    {
        var camera = CameraModel.Pinhole(1280, 720, 1000, 1000, 640, 360);
        var ground = GroundPlane.OfMounting(1.5);
        var box = new Detection(625.5f, 350.5f, 655.5f, 435.5f, Pedestrian, 1, 1);
        var plain = new ObjectLocator(camera, ground, Options with { BoxSigmaPixels = 20 })
            .Locate([box], new ObjectFrame { ImageWidth = 1280, ImageHeight = 720 })[0];
        var wide = new ObjectLocator(camera, ground, Options with { BoxSigmaPixels = 20 })
            .Locate([box with { X1 = 2 * box.X1, X2 = 2 * box.X2 }],
                new ObjectFrame { ImageWidth = 2560, ImageHeight = 720 })[0];
        Assert.Equal(plain.RangeMetres, wide.RangeMetres, 1e-6);

        // Straight ahead: x is across, half of which does not come from the box.
        var (own, sigma) = (0.05 * ClassSize.Pedestrian.Size.WidthMetres, Math.Sqrt(plain.Covariance.Xx));
        Assert.Equal(own + (sigma - own) / 2, Math.Sqrt(wide.Covariance.Xx), 1e-3);
    }

    [Fact]
    public void What_stands_before_or_behind_an_object_does_not_pull_it()
    {
        var camera = CameraModel.Pinhole(640, 384, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.6, 0.03);
        var world = new BlockWorld(camera, ground)
            .Add(Car, 25, 0, 0, 4.4, 1.8, 1.5)
            .Add(Pedestrian, 8, 0.3, 0, 0.3, 0.3, 1.7);
        var boxes = world.Render();
        var random = new Random(6);
        for (var i = 0; i < world.Depth.Length; i++)
        {
            world.Depth[i] = random.Next(12) switch
            {
                0 => float.NaN,
                1 => 100 * random.NextSingle(),
                _ => world.Depth[i]
            };
        }

        // No ground contact: the pedestrian's depth alone, then the car's through a box that the pedestrian is in.
        var locator = new ObjectLocator(camera, ground, Options with { UseGroundContact = false });
        var objects = locator.Locate(boxes,
            new ObjectFrame { ImageWidth = 640, ImageHeight = 384, DepthMetres = world.Depth });
        Assert.Equal(25, objects[0].RangeMetres, 1.0);
        Assert.Equal(8, objects[1].RangeMetres, 0.4);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var camera = CameraModel.Pinhole(320, 192, 250, 250, 160, 95);
        var ground = GroundPlane.OfMounting(1.6, 0.03);
        var world = new BlockWorld(camera, ground)
            .Add(Car, 15, 2, 0.3, 4.4, 1.8, 1.5)
            .Add(Pedestrian, 8, -1, 0, 0.5, 0.5, 1.7);
        var boxes = world.Render();
        var locator = new ObjectLocator(camera, ground, Options);
        SteadyState.AllocatesNothing(() =>
            locator.Locate(boxes, new ObjectFrame { ImageWidth = 320, ImageHeight = 192, DepthMetres = world.Depth }));
    }

    [Fact]
    public void Wrong_options_and_sizes_are_refused()
    {
        Assert.Contains("no class", new ObjectLocatorOptions { Classes = [null] }.FindProblem());
        Assert.Contains("above 0", (Options with { PitchSigmaRadians = 0 }).FindProblem());
        var camera = CameraModel.Pinhole(32, 20, 25, 25, 16, 9);
        var ground = GroundPlane.OfMounting(1.6);
        Assert.Throws<CalibrationException>(
            () => new ObjectLocator(camera, ground, Options with { MaximumMetres = -1 }));
        Assert.Contains("32x20", Assert.Throws<ImageFormatException>(() =>
        {
            new ObjectLocator(camera, ground, Options)
                .Locate([], new ObjectFrame { ImageWidth = 1, ImageHeight = 1, DepthMetres = new float[3] });
        }).Message);
        Assert.Same(ClassSize.Pedestrian, ClassSize.OfName("Person"));
        Assert.Null(ClassSize.OfName("tree"));
    }
}
