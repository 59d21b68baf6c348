using Perception.Cli.Evaluation;
using Perception.Evaluation.Datasets;
using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;

namespace Perception.Cli.Tests;

public sealed class BagDatasetTests : IDisposable
{
    private const int Width = 160, Height = 96;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rendered_bag_holds_the_lanes_and_the_weather_of_its_drive()
    {
        var result = PerceptionProcess.Run("sim", "bag", "--out", _folder["drive"], "--duration", "0.2", "--rate", "5",
            "--size", $"{Width}x{Height}", "--seed", "9", "--conditions", "rain", "--surroundings", "highway");
        Assert.True(result.ExitCode == 0, result.Errors);
        using var drive = new Drive(new DriveOptions
        {
            Seed = 9,
            Conditions = Conditions.Rain,
            Surroundings = Surroundings.Highway,
            Width = Width,
            Height = Height,
            Rig = CameraRig.Surround(1, Width, Height),
        });
        using var buffers = new FrameBuffers(Width, Height);
        drive.Render(0, buffers);
        var lanes = drive.Truth(0, buffers).Lanes.OrderByDescending(lane => lane.OffsetMetres).ToArray();

        var frame = Assert.Single(BagDataset.Open(_folder["drive"], [], TruthRules.All).Dataset.Frames);
        Assert.Equal("rain", frame.Tags["conditions"]);
        Assert.Equal("highway", frame.Tags["surroundings"]);
        Assert.NotEmpty(lanes);
        Assert.Equal(lanes.Length, frame.LanesInPixels!.Count);
        var camera = drive.Rig[0].BaseFromOptical.Origin;
        for (var i = 0; i < lanes.Length; i++)
        {
            Assert.Equal(lanes[i].Points.Count, frame.LanesInPixels[i].Count);
            foreach (var (point, (pixel, place)) in lanes[i].Points.Zip(frame.LanesInPixels[i].Zip(frame.LanesOnGround![i])))
            {
                Assert.Equal(point.IsVisible, pixel.IsVisible);
                Assert.Equal(point.U, pixel.X, 0.01);
                Assert.Equal(point.V, pixel.Y, 0.01);

                // The camera looks straight ahead: its ground has the axes of base_link, from below the camera.
                Assert.Equal(point.PointInBase.X - camera.X, place.X, 1e-3);
                Assert.Equal(point.PointInBase.Y - camera.Y, place.Y, 1e-3);
            }
        }

        Assert.Contains(frame.LanesInPixels, line => line.Any(vertex => vertex.IsVisible));
    }
}
