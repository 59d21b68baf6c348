using System.Text.Json;

namespace Perception.Viewer.Tests;

/// <summary>The page in Chromium, without a display.</summary>
public sealed class PageTests
{
    // As the page's style and colours have them.
    private static readonly (int, int, int) CarBlue = (92, 200, 255);
    private static readonly (int, int, int) Magenta = (255, 0, 255);
    private static readonly (int, int, int) Green = (95, 227, 161);

    [SkippableFact]
    public void Images_boxes_masks_lanes_depth_clouds_and_graphs_are_seen_and_a_slider_sets_its_parameter()
    {
        using var domain = new Domain();
        using var folder = new TemporaryFolder();
        using var seen = Open(domain.Viewer.Url, folder.Path, "live");
        Assert.Equal("0.35", seen.RootElement.GetProperty("sliderBefore").GetString());
        Assert.Equal(0.8, domain.Street.Threshold);
        Assert.Equal(390, seen.RootElement.GetProperty("phoneScroll").GetInt32());

        using (var camera = new Screenshot(folder["camera.png"]))
        {
            // The square under its mask, the street around it, and the box's four sides.
            var (red, _, blue) = camera.At(InX(110), InY(90));
            Assert.InRange(red, 120, 190);
            Assert.InRange(blue, 80, 160);
            AssertNear((90, 90, 90), camera.At(InX(250), InY(150)), 12);
            AssertNear(CarBlue, camera.At(InX(80), InY(100)), 40);
            AssertNear(CarBlue, camera.At(InX(140), InY(100)), 40);
            AssertNear(CarBlue, camera.At(InX(125), InY(120)), 40);
            AssertNear(Green, camera.At(InX(StreetNode.LaneX), InY(140)), 40);
            AssertNear((90, 90, 90), camera.At(InX(StreetNode.LaneX), InY(80)), 12);
        }

        using (var bare = new Screenshot(folder["bare.png"]))
        {
            AssertNear((220, 20, 20), bare.At(InX(110), InY(90)), 20);
            Assert.True(bare.Count(CarBlue, 30) < 20, "a box is drawn that was switched off");
        }

        using (var depth = new Screenshot(folder["depth.png"]))
        {
            // Near is bright and warm, far is dark.
            var (near, far) = (depth.At(0.03, 0.5), depth.At(0.97, 0.5));
            Assert.True(near.R > 200 && near.R > near.B && far.R < 100 && far.B > far.R, $"near {near}, far {far}");
        }

        using (var space = new Screenshot(folder["space.png"]))
        {
            Assert.True(space.Count(Magenta, 40) > 500, "the wall of points is not seen");
            Assert.True(space.Count(CarBlue, 60) > 100, "the box in space is not seen");
        }

        using (var latency = new Screenshot(folder["latency.png"]))
        {
            Assert.True(latency.Count(CarBlue, 40) > 5 && latency.Count(Green, 40) > 5,
                "the curves of p50 and p95 are not seen");
        }

        using var rate = new Screenshot(folder["rate.png"]);
        Assert.True(rate.Count(CarBlue, 40) > 5, "the curve of the frame rate is not seen");
    }

    [SkippableFact]
    public void The_timeline_of_a_bag_plays_pauses_and_seeks()
    {
        using var bag = new TestBag(pictures: 40);
        using var folder = new TemporaryFolder();
        using var viewer =
            new ViewerServer(new ViewerOptions { Port = 0 }, new Recorded.BagSource(bag.Open(), paused: true));
        using var seen = Open(viewer.Url, folder.Path, "bag");
        Assert.Equal("3.9 s", seen.RootElement.GetProperty("timeAtEnd").GetString());
        Assert.Equal("Play", seen.RootElement.GetProperty("buttonPaused").GetString());
        Assert.Equal("Pause", seen.RootElement.GetProperty("buttonPlaying").GetString());
    }

    private static JsonDocument Open(string url, string folder, string scenario)
    {
        Skip.IfNot(File.Exists(Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium"),
            "needs Chromium (apt-get install chromium)");
        var seen = JsonDocument.Parse(
            NodePeers.Run("Perception.Viewer.Tests", "viewer-peers", "page.cjs", url, folder, scenario));
        if (Environment.GetEnvironmentVariable("KEEP_SCREENSHOTS") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            foreach (var file in Directory.EnumerateFiles(folder, "*.png"))
            {
                File.Copy(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
            }
        }

        Assert.Equal([],
            seen.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
        return seen;
    }

    private static double InX(double pixel) => (pixel + 0.5) / StreetNode.Width;

    private static double InY(double pixel) => (pixel + 0.5) / StreetNode.Height;

    private static void AssertNear((int R, int G, int B) expected, (int R, int G, int B) actual, int tolerance) =>
        Assert.True(
        Math.Abs(expected.R - actual.R) <= tolerance &&
            Math.Abs(expected.G - actual.G) <= tolerance && Math.Abs(expected.B - actual.B) <= tolerance,
        $"{actual} is not {expected}");
}
