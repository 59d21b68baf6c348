using System.Text.Json;

namespace Perception.Viewer.Tests;

/// <summary>
/// Foxglove Studio and Rerun's viewer in Chromium, on request: they are 230 MB and take a minute each on two cores.
/// <c>scripts/setup --viewers</c> fetches them.
/// </summary>
public sealed class OtherViewerTests : IDisposable
{
    private const string Request = "PERCEPTION_TEST_VIEWERS";

    // As the street is painted, as our annotations colour a car, and as Rerun colours points by their height.
    private static readonly (int, int, int) Red = (220, 20, 20);
    private static readonly (int, int, int) Magenta = (255, 0, 255);
    private static readonly (int, int, int) BoxGreen = (104, 211, 111);
    private static readonly (int, int, int) HeightBlue = (65, 70, 160);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Foxglove_Studio_shows_image_boxes_cloud_and_diagnostics_of_the_server()
    {
        SkipUnlessRequested();
        using var domain = new Domain();
        using var seen = Look("studio.cjs", "studio-live", domain.Viewer.Url.Replace("http", "ws"));
        AssertStudio(seen);
        using var camera = new Screenshot(_folder["camera.png"]);
        Assert.True(camera.Count(BoxGreen, 30) > 200, "the box is not seen");
    }

    [SkippableFact]
    public void Foxglove_Studio_opens_a_recording()
    {
        SkipUnlessRequested();
        using var seen = Look("studio.cjs", "studio-recording", StreetRecording.Write(_folder["drive"]));
        AssertStudio(seen);
    }

    [SkippableFact]
    public void Reruns_viewer_opens_a_recording()
    {
        SkipUnlessRequested();
        using var seen = Look("rerun.cjs", "rerun", StreetRecording.Write(_folder["drive"]));
        using var page = new Screenshot(_folder["page.png"]);
        Assert.True(page.Count(Red, 40) > 500, "the red square is not seen");
        Assert.True(page.Count(HeightBlue, 30) > 500, "the cloud is not seen");
    }

    private static void SkipUnlessRequested() => Skip.If(Environment.GetEnvironmentVariable(Request) is not "1",
        $"slow: set {Request}=1 after scripts/setup --viewers");

    private void AssertStudio(JsonDocument seen)
    {
        Assert.Contains("camera pipeline", seen.RootElement.GetProperty("diagnostics").GetString());
        using var camera = new Screenshot(_folder["camera.png"]);
        Assert.True(camera.Count(Red, 40) > 500, "the red square is not seen");
        using var space = new Screenshot(_folder["space.png"]);
        Assert.True(space.Count(Magenta, 60) > 200, "the cloud is not seen");
    }

    private JsonDocument Look(string script, string name, string source)
    {
        var scripts = Path.Combine(Workspace.Root, "tests", "Perception.Viewer.Tests", "studio-peers");
        var text = NodePeers.RunIn(scripts, "studio-peers", script, source, _folder.Path);
        if (Environment.GetEnvironmentVariable("KEEP_SCREENSHOTS") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            foreach (var file in Directory.EnumerateFiles(_folder.Path, "*.png"))
                File.Copy(file, Path.Combine(kept, $"{name}-{Path.GetFileName(file)}"), overwrite: true);
        }

        var seen = JsonDocument.Parse(text);
        Assert.Equal([], seen.RootElement.GetProperty("problems").EnumerateArray().Select(item => item.GetString()));
        return seen;
    }
}
