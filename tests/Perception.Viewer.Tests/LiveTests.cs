using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.FoxgloveMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Image = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Viewer.Tests;

public sealed class LiveTests
{
    [Theory]
    [InlineData("foxglove.sdk.v1")]
    [InlineData("foxglove.websocket.v1")]
    public void Topics_are_offered_with_their_definitions_and_come_as_they_were_published(string subprotocol)
    {
        using var domain = new Domain();
        using var client = new TestClient(domain.Viewer, subprotocol);
        var info = client.ReadText("serverInfo");
        Assert.Contains("parameters",
            info.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()));
        var channel = client.Channel("/camera/image_raw");
        Assert.Equal("sensor_msgs/msg/Image", channel.GetProperty("schemaName").GetString());
        Assert.Equal(("cdr", "ros2msg", Image.Definition), (channel.GetProperty("encoding").GetString(),
            channel.GetProperty("schemaEncoding").GetString(), channel.GetProperty("schema").GetString()));

        var message = new Image();
        Image.Deserialize(client.ReadMessage(client.Subscribe("/camera/image_raw")).Cdr, message);
        Assert.Equal(StreetNode.Street(default).Data.ToArray(), message.Data.ToArray());
    }

    [Fact]
    public void A_topic_is_subscribed_to_only_while_a_client_wants_it()
    {
        using var domain = new Domain();
        using var client = new TestClient(domain.Viewer);
        client.Channel("/camera/image_raw");
        Assert.Equal(0, domain.Street.ImageListeners);
        var raw = client.Subscribe("/camera/image_raw");
        var compressed = client.Subscribe("/camera/image_raw/compressed");
        client.ReadMessage(compressed);
        client.Unsubscribe(raw);
        client.ReadMessage(compressed);
        client.ReadMessage(compressed);
        Assert.Equal(1, domain.Street.ImageListeners);
        client.Unsubscribe(compressed);
        Wait.For(() => domain.Street.ImageListeners == 0, "the end of the subscription");
    }

    [Fact]
    public void Who_comes_late_gets_what_is_latched()
    {
        using var domain = new Domain(running: false);
        for (var i = 0; i < 3; i++)
        {
            using var client = new TestClient(domain.Viewer);
            var message = new TFMessage();
            TFMessage.Deserialize(client.ReadMessage(client.Subscribe("/tf_static")).Cdr, message);
            Assert.Equal(StreetNode.Frame, message.Transforms[0].ChildFrameId);
        }
    }

    [Fact]
    public void Raw_pictures_come_as_jpeg_too()
    {
        using var domain = new Domain();
        using var client = new TestClient(domain.Viewer);
        var message = new CompressedImage();
        CompressedImage.Deserialize(client.ReadMessage(client.Subscribe("/camera/image_raw/compressed")).Cdr, message);
        using var image = JpegCodec.Decode(message.Data.AsSpan(), PixelFormat.Bgr8);
        Assert.Equal((StreetNode.Width, StreetNode.Height), (image.Width, image.Height));
        var centre = image.Row(90).Slice(3 * 110, 3);
        Assert.True(centre[2] > 200 && centre[0] < 60, $"{centre[0]} {centre[1]} {centre[2]} is not the square's red");
        Assert.Equal(StreetNode.Frame, message.Header.FrameId);
    }

    [Fact]
    public void Detections_come_as_annotations_too()
    {
        using var domain = new Domain();
        using var client = new TestClient(domain.Viewer);
        var message = new ImageAnnotations();
        ImageAnnotations.Deserialize(
            client.ReadMessage(client.Subscribe("/detector/out/detections/image_annotations")).Cdr, message);
        var box = message.Points[0];
        Assert.Equal(PointsAnnotation.LineLoop, box.Type);
        Assert.Equal([(80, 60), (140, 60), (140, 120), (80, 120)],
            box.Points.ToArray().Select(point => (point.X, point.Y)));
        Assert.StartsWith("CAR 88", message.Texts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_is_read_set_and_told_to_who_follows_it()
    {
        using var domain = new Domain(running: false);
        using var other = new TestClient(domain.Viewer);
        other.Send("""{"op":"subscribeParameterUpdates","parameterNames":[]}""");
        using var client = new TestClient(domain.Viewer);
        client.Channel("/camera/image_raw");
        client.Send("""{"op":"getParameters","parameterNames":["/detector.score_threshold"],"id":"a"}""");
        var read = client.ReadText("parameterValues", json => json.GetProperty("id").GetString() == "a")
            .GetProperty("parameters")[0];
        Assert.Equal((0.35, "float64"), (read.GetProperty("value").GetDouble(), read.GetProperty("type").GetString()));

        // An integer where a real number is meant is what every client in JavaScript sends.
        client.Send("""{"op":"setParameters","parameters":[{"name":"/detector.score_threshold","value":1}],"id":"b"}""");
        client.ReadText("parameterValues", json => json.TryGetProperty("id", out var id) && id.GetString() == "b");
        Assert.Equal(1.0, domain.Street.Threshold);
        other.ReadText("parameterValues", json => json.GetProperty("parameters").EnumerateArray().Any(item =>
            item.GetProperty("name").GetString() == "/detector.score_threshold" &&
                item.GetProperty("value").GetDouble() == 1));
    }

    [Theory]
    [InlineData("/detector.score_threshold", "1.5", "/detector refuses score_threshold")]
    [InlineData("/detector.score_threshold", "\"much\"", "of another type")]
    [InlineData("/detector.no_such", "1", "there is no parameter /detector.no_such")]
    [InlineData("/nobody.score_threshold", "1", "there is no parameter /nobody.score_threshold")]
    public void What_cannot_be_set_is_said(string name, string value, string sentence)
    {
        using var domain = new Domain(running: false);
        using var client = new TestClient(domain.Viewer);
        client.Channel("/camera/image_raw");
        client.Send($$"""{"op":"setParameters","parameters":[{"name":"{{name}}","value":{{value}}}]}""");
        Assert.Contains(sentence, client.ReadText("status").GetProperty("message").GetString());
        Assert.Equal(0.35, domain.Street.Threshold);
    }

    [Fact]
    public void Who_publishes_what_is_told()
    {
        using var domain = new Domain(running: false);
        using var client = new TestClient(domain.Viewer);
        client.Send("""{"op":"subscribeConnectionGraph"}""");
        client.ReadText("connectionGraphUpdate",
            json => json.GetProperty("publishedTopics").EnumerateArray().Any(topic =>
            topic.GetProperty("name").GetString() == "/camera/image_raw" &&
                topic.GetProperty("publisherIds")[0].GetString() == "/detector"));
    }

    [Fact]
    public void A_topic_that_is_published_takes_the_place_of_the_one_that_was_made()
    {
        const string Topic = "/camera/image_raw/compressed";
        using var domain = new Domain(running: false);
        using var client = new TestClient(domain.Viewer);
        var made = client.Channel(Topic).GetProperty("id").GetUInt32();
        using var node = domain.Context.CreateNode("guest");
        using var publisher = node.CreatePublisher<CompressedImage>(Topic, QosProfile.Latched);
        publisher.Publish(new CompressedImage { Format = "of the camera's own" });
        client.ReadText("unadvertise", json =>
            json.GetProperty("channelIds").EnumerateArray().Any(item => item.GetUInt32() == made));
        client.ReadText("advertise", json => json.GetProperty("channels").EnumerateArray()
            .Any(item => item.GetProperty("topic").GetString() == Topic));
        var message = new CompressedImage();
        CompressedImage.Deserialize(client.ReadMessage(client.Subscribe(Topic)).Cdr, message);
        Assert.Equal("of the camera's own", message.Format);
    }

    [Fact]
    public void A_topic_that_goes_is_taken_back()
    {
        using var domain = new Domain(running: false);
        using var client = new TestClient(domain.Viewer);
        using (var node = domain.Context.CreateNode("guest"))
        {
            node.CreatePublisher<CompressedImage>("/guest", QosProfile.Default);
            client.Channel("/guest");
        }

        var id = client.Channel("/guest").GetProperty("id").GetUInt32();
        client.ReadText("unadvertise",
            json => json.GetProperty("channelIds").EnumerateArray().Any(item => item.GetUInt32() == id));
    }
}
