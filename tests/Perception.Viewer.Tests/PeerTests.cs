using System.Text.Json;

namespace Perception.Viewer.Tests;

/// <summary>
/// Against @foxglove/ws-protocol and @foxglove/rosmsg2-serialization, which Foxglove's own programs are made with.
/// </summary>
public sealed class PeerTests
{
    private static readonly string[] Topics =
    [
        "/camera/image_raw", "/camera/image_raw/compressed", "/camera/camera_info", "/detector/out/detections",
        "/detector/out/detections/image_annotations", "/detector/out/objects3d", "/detector/out/mask",
        "/detector/out/depth",
        "/detector/out/points", "/diagnostics", "/tf_static",
    ];

    [SkippableFact]
    public void Foxgloves_client_decodes_every_message_of_every_topic()
    {
        using var domain = new Domain();
        var text = NodePeers.Run("Perception.Viewer.Tests", "viewer-peers", "foxglove.cjs",
            [domain.Viewer.Url.Replace("http", "ws"), .. Topics.Select(topic => $"{topic}=1")]);
        using var json = JsonDocument.Parse(text);
        Assert.Equal([], json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
        var topics = json.RootElement.GetProperty("topics");
        foreach (var topic in Topics)
        {
            Assert.True(topics.GetProperty(topic).GetProperty("count").GetInt32() >= 1, $"nothing came on {topic}");
        }
        var last = topics.GetProperty("/camera/image_raw").GetProperty("last");
        Assert.Equal((StreetNode.Width, "bgr8"),
            (last.GetProperty("width").GetInt32(), last.GetProperty("encoding").GetString()));
        Assert.Equal(0.35,
            json.RootElement.GetProperty("parameters").GetProperty("/detector.score_threshold").GetDouble());
        Assert.True(json.RootElement.GetProperty("graph").GetInt32() >= 1);
    }

    [SkippableFact]
    public void A_client_that_keeps_up_gets_every_message()
    {
        using var bag = new TestBag(pictures: 40);
        using var viewer = new ViewerServer(new ViewerOptions { Port = 0 }, new Recorded.BagSource(bag.Open()));
        var text = NodePeers.Run("Perception.Viewer.Tests", "viewer-peers", "foxglove.cjs",
            viewer.Url.Replace("http", "ws"), "/camera/image_raw=40", "/tf_static=1");
        using var json = JsonDocument.Parse(text);
        Assert.Equal([], json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
        Assert.Equal(40,
            json.RootElement.GetProperty("topics").GetProperty("/camera/image_raw").GetProperty("count").GetInt32());
        Assert.Equal(0, viewer.Dropped);
    }
}
