using Perception.Decoding;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Simulation;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Perception.Simulation.World;
using Xunit.Abstractions;

namespace Perception.Nodes.Tests;

/// <summary>Objects located with the true depth and boxes of rendered drives, whose vehicles are no blocks.</summary>
public sealed class RenderedObjectTests(ITestOutputHelper output)
{
    private const int Width = 640, Height = 384;

    private static readonly (ulong Seed, Surroundings Surroundings)[] Drives =
        [(3, Surroundings.City), (14, Surroundings.Suburb), (21, Surroundings.Highway), (33, Surroundings.Country)];

    // What an object is as large as is told; what is left is geometry. Where the length of its class is taken for that
    // of an object whose side is not seen, half of what it differs is added.
    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(false, 0.95)]
    public void Centres_are_within_three_percent_of_range(bool sizesAreKnown, double leastPart)
    {
        var (total, within) = (0, 0);
        foreach (var (seed, surroundings) in Drives)
        {
            using var drive = new Drive(new DriveOptions
            {
                Seed = seed,
                Surroundings = surroundings,
                Conditions = Conditions.Day,
                Width = Width,
                Height = Height,
                Threads = 2,
            });
            using var frame = new FrameBuffers(Width, Height);
            for (var shot = 0; shot < 4; shot++)
            {
                drive.Advance(3);
                drive.Render(0, frame);
                var truth = drive.Truth(0, frame);
                foreach (var (item, found) in Locate(drive, frame, truth, sizesAreKnown))
                {
                    var centre = item.CameraFromBox.Origin;
                    var place = new Point3(centre.X, centre.Y, centre.Z);
                    var off = (found.CentreInCamera - place).Length / place.Length;
                    total++;
                    within += off < 0.03 ? 1 : 0;
                    output.WriteLine(
                        $"{item.Class} at {place.Length:F1} m: {off:P1} off, {found.Size}, is {item.Size}");
                }
            }
        }

        output.WriteLine($"{within} of {total}");
        Assert.True(total >= 25, $"only {total} objects");
        Assert.True(within >= leastPart * total, $"{within} of {total}");
    }

    private static IEnumerable<(ObjectTruth Truth, LocatedObject Found)> Locate(
        Drive drive, FrameBuffers frame, FrameTruth truth, bool sizesAreKnown)
    {
        var seen = truth.Objects.Where(item => item is { Occlusion: < 0.05, Truncation: 0, VisiblePixels: > 400 } &&
            ClassSize.OfName($"{item.Class}") is not null).ToArray();
        if (seen.Length == 0)
        {
            return [];
        }

        // base_link stands on the ground.
        var fromBase = truth.BaseFromOptical.Inverse();
        var (origin, above) = (fromBase * new Double3(0, 0, 0), fromBase * new Double3(0, 0, 1));
        var ground = new GroundPlane(new Point3(above.X - origin.X, above.Y - origin.Y, above.Z - origin.Z),
            truth.BaseFromOptical.Origin.Z);
        var locator = new Perception.Geometry.Objects.ObjectLocator(
            CameraModel.OfRaw(SpatialMessages.Values(drive.Rig[0].Intrinsics)), ground,
            new ObjectLocatorOptions
            {
                Classes = [.. seen.Select(item => Prior(item, sizesAreKnown))],
                RelativeDepthSigma = 0.01,
                BoxSigmaPixels = 1,
            });
        var boxes = seen.Select((item, i) => new Detection((float)item.Visible.Left, (float)item.Visible.Top,
            (float)item.Visible.Right, (float)item.Visible.Bottom, i, 1, 1)).ToArray();
        var found = locator.Locate(boxes, new ObjectFrame
        {
            ImageWidth = Width,
            ImageHeight = Height,
            DepthMetres = frame.DepthMetres,
        }).ToArray();
        Assert.Equal(seen.Length, found.Length);
        return seen.Zip(found);
    }

    private static ClassSize Prior(ObjectTruth item, bool sizeIsKnown)
    {
        var prior = ClassSize.OfName($"{item.Class}")!;
        return sizeIsKnown
            ? prior with
            {
                Size = new ObjectSize(item.Size.X, item.Size.Y, item.Size.Z),
                RelativeDeviation = 0.02,
                LengthByHeight = 0,
            }
            : prior;
    }
}
