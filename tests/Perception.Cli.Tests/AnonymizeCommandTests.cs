using Perception.Imaging;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;

namespace Perception.Cli.Tests;

public sealed class AnonymizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Images_are_hidden_damaged_ones_left_out_and_all_else_copied()
    {
        var dog = Workspace.Shared("data", "images", "dog.jpg");
        var jpeg = File.ReadAllBytes(dog);
        using (var writer = new BagWriter(_folder["in"], new BagWriteOptions()))
        {
            var images = writer.AddTopic(new BagTopic("/camera/image/compressed", CompressedImage.TypeName));
            var texts = writer.AddTopic(new BagTopic("/note", Ros2DotNet.Messages.StdMsgs.String.TypeName));
            var videos = writer.AddTopic(new BagTopic("/camera/video", "foxglove_msgs/msg/CompressedVideo"));
            var others = writer.AddTopic(
                new BagTopic("/camera/json", "foxglove.CompressedImage") { SerializationFormat = "json" });
            writer.Write(others, 1, "{}"u8);
            Write(writer, images, 1, new CompressedImage { Format = "jpeg" }, jpeg);
            Write(writer, images, 2, new CompressedImage { Format = "jpeg" }, jpeg[..(jpeg.Length / 2)]);
            var text = new Ros2DotNet.Messages.StdMsgs.String { Data = "kept" };
            var bytes = new byte[Ros2DotNet.Messages.StdMsgs.String.GetSerializedSize(text)];
            Ros2DotNet.Messages.StdMsgs.String.Serialize(text, bytes);
            writer.Write(texts, 3, bytes);
            writer.Write(videos, 4, bytes);
            writer.Close();
        }

        var result = PerceptionProcess.Run("anonymize", _folder["in"], "-o", _folder["out"],
            "--model", Workspace.Shared("models", "yolox_nano.onnx"), "--threads", "1");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("2 messages; ", result.Output);
        Assert.Contains("in 1 images, 1 images left out", result.Output);
        Assert.Contains("left out /camera/video", result.Errors);
        Assert.Contains("left out /camera/json: messages in json are not read", result.Errors);
        Assert.Contains("left out an image of /camera/image/compressed at 2: the JPEG", result.Errors);

        using var bag = Bag.Open(_folder["out"]);
        Assert.Equal(["/camera/image/compressed", "/note"], bag.Topics.Select(topic => topic.Name).Order());
        using var before = ImageFile.Load(dog);
        using var cursor = bag.ReadMessages();
        Assert.True(cursor.MoveNext());
        var message = new CompressedImage();
        cursor.Current.Deserialize(message);
        using var after = ImageFile.Decode(message.Data.AsSpan());
        Assert.True(Difference(before, after, 300, 300, 200) > 15, "the bicycle is still there");
        Assert.True(Difference(before, after, 10, 10, 60) < 8, "the sky has changed");
    }

    [Fact]
    public void What_is_missing_is_one_sentence()
    {
        var result = PerceptionProcess.Run("anonymize", _folder["in"], "-o", _folder["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--model", result.Errors);
        result = PerceptionProcess.Run("anonymize", _folder["in"], "-o", _folder["out"], "--model", "/nowhere.onnx");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("/nowhere.onnx", result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }

    private static void Write(BagWriter writer, BagTopic topic, long timeNs, CompressedImage message, byte[] data)
    {
        message.Data.Assign(data);
        var bytes = new byte[CompressedImage.GetSerializedSize(message)];
        CompressedImage.Serialize(message, bytes);
        writer.Write(topic, timeNs, bytes);
    }

    private static double Difference(Imaging.Image a, Imaging.Image b, int x, int y, int size)
    {
        var sum = 0.0;
        for (var v = y; v < y + size; v++)
        {
            for (var i = 3 * x; i < 3 * (x + size); i++) sum += Math.Abs(a.Row(v)[i] - b.Row(v)[i]);
        }

        return sum / (3.0 * size * size);
    }
}
