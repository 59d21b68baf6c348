using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Geometry;
using Perception.Tests.Geometry;

namespace Perception.Tests.Decoding.Lanes;

public class LaneDecoderTests
{
    private static readonly LaneOptions Options = new() { TypeOfClass = [-1, 5, 6] };

    [Theory]
    [InlineData("pinhole", 0, 0)]
    [InlineData("plumb_bob", 2.5, 0)]
    [InlineData("plumb_bob", 1.5, 1)]
    [InlineData("equidistant", 4, -1)]
    public void Lines_are_found_where_they_were_painted(string lens, double pitchDegrees, double rollDegrees)
    {
        var camera = CameraModel.OfRaw(Cameras.Of(lens));
        var ground = GroundPlane.OfMounting(1.6, pitchDegrees * Math.PI / 180, rollDegrees * Math.PI / 180);
        foreach (var curvature in new[] { 0, 0.002, -0.004 })
        {
            var road = new PaintedRoad(camera, ground, x => 0.2 + 0.01 * x + curvature / 2 * x * x)
                .Line(5.4, 1).Line(1.8, 2, dashed: true).Line(-1.8, 1).Line(-5.4, 1);
            var curves = new LaneDecoder(camera, ground, Options).Decode(
                new ClassMask(road.Draw(), camera.Width, camera.Height));

            Assert.Equal(4, curves.Length);
            foreach (var (i, offset) in new[] { 5.4, 1.8, -1.8, -5.4 }.Index())
            {
                Assert.Equal(i == 1 ? 6 : 5, curves[i].Type);
                Assert.Equal(curves[i].Pixels.Length, curves[i].GroundPoints.Length);
                Assert.InRange(curves[i].Confidence, 0.3f, 1);
                Assert.True(curves[i].GroundPoints[^1].X >= (i == 1 ? 14 : 24));
                foreach (var (n, point) in curves[i].GroundPoints.ToArray().Index())
                {
                    // At 20 m a pixel is about 3 cm wide with the first lens, 6 cm with fisheye.
                    if (point.X <= 20.5)
                    {
                        Assert.Equal(road.Left(offset, point.X), point.Y, 0.05);
                    }

                    Assert.True(camera.TryUnproject(curves[i].Pixels[n], out var ray) &&
                        ground.TryIntersect(ray, out var back) &&
                        (ground.ToGround(back) - point).Length < 1e-4);
                }
            }
        }
    }

    [Fact]
    public void A_line_has_the_type_of_its_class_whatever_the_number()
    {
        var camera = CameraModel.Pinhole(640, 384, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.5);
        var mask = new PaintedRoad(camera, ground, _ => 0).Line(1.8, 200).Draw();
        var options = new LaneOptions { TypeOfClass = [-1, .. Enumerable.Range(1, 200)] };
        var curve = Assert.Single(new LaneDecoder(640, 384, options).Decode(new ClassMask(mask, 640, 384)).ToArray());
        Assert.Equal(200, curve.Type);
    }

    [Fact]
    public void Dashes_are_one_line_with_little_coverage()
    {
        var camera = CameraModel.Pinhole(640, 384, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.5);
        var mask = new PaintedRoad(camera, ground, _ => 0).Line(1.8, 1).Line(-1.8, 1, dashed: true).Draw();
        var curves = new LaneDecoder(640, 384, Options).Decode(new ClassMask(mask, 640, 384));
        Assert.Equal(2, curves.Length);
        Assert.True(curves[0].Coverage > 0.95 && curves[1].Coverage < 0.6);
        Assert.True(curves[0].GroundPoints.IsEmpty && !curves[0].IsMetric);

        // Without the ground the curves are those of the picture: x = cx - fx * left * (row - cy) / (fy * height).
        foreach (var (i, left) in new[] { 1.8, -1.8 }.Index())
        {
            foreach (var pixel in curves[i].Pixels)
            {
                Assert.Equal(320 - left * (pixel.V - 190) / 1.5, pixel.U, 0.7);
            }
        }
    }

    [Fact]
    public void Specks_stop_lines_and_other_classes_are_no_lanes()
    {
        var camera = CameraModel.Pinhole(640, 384, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.5);
        var mask = new PaintedRoad(camera, ground, _ => 0).Line(1.8, 1).Line(-1.8, 3).Draw();
        for (var row = 300; row < 308; row++)
        {
            mask.AsSpan(row * 640 + 260, 300).Fill(1);
        }

        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            mask[random.Next(mask.Length)] = 2;
        }

        Assert.Equal(1, new LaneDecoder(camera, ground, Options).Decode(new ClassMask(mask, 640, 384)).Length);
        Assert.Equal(0,
            new LaneDecoder(camera, ground, Options).Decode(new ClassMask(new byte[mask.Length], 640, 384)).Length);
    }

    [Fact]
    public void Probabilities_lower_the_confidence_and_frames_allocate_nothing()
    {
        var camera = CameraModel.Pinhole(640, 384, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.5, 0.03);
        var mask = new PaintedRoad(camera, ground, x => 0.001 * x * x).Line(1.8, 1).Line(-1.8, 1, dashed: true).Draw();
        var decoder = new LaneDecoder(camera, ground, Options);
        var certain = decoder.Decode(new ClassMask(mask, 640, 384))[0].Confidence;
        var probabilities = new float[mask.Length];
        probabilities.AsSpan().Fill(0.5f);
        Assert.Equal(certain / 2, decoder.Decode(new ClassMask(mask, 640, 384), probabilities)[0].Confidence, 0.01);

        SteadyState.AllocatesNothing(() => decoder.Decode(new ClassMask(mask, 640, 384), probabilities), 5);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_in_one_sentence()
    {
        Assert.Null(Options.FindProblem());
        Assert.Contains("class", new LaneOptions { TypeOfClass = [-1, -1] }.FindProblem());
        Assert.Contains("rows", new LaneOptions { MinimumRows = 1 }.FindProblem());
        Assert.Contains("points", new LaneOptions { StepMetres = 0 }.FindProblem());
        Assert.Contains("lanes", Assert.Throws<CalibrationException>(
            () => new LaneDecoder(9, 9, new LaneOptions { MaximumLanes = 0 })).Message);
    }
}
