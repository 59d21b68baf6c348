using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// What cameras and drivers may send that no detector can use: each is counted, named, and the next image works.
/// </summary>
public sealed class BadImageTests : IDisposable
{
    private static readonly QosProfile Latest = QosProfile.Default with { Depth = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void An_unknown_encoding_lists_those_that_are_known()
    {
        var message = Picture();
        message.Encoding = "yuv999";
        AssertSkipped(message, $"the image encoding 'yuv999' is unknown; allowed are {ImageEncodings.Allowed}");
    }

    [SkippableFact]
    public void Data_shorter_than_its_rows_say_how_much_is_needed()
    {
        var message = Picture();
        message.Data.Resize(1000);
        AssertSkipped(message, "1000 bytes of data are too few for 64x48 bgr8 with a step of 192, which take 9216");
    }

    [SkippableFact]
    public void A_step_shorter_than_its_row_says_how_long_the_row_is()
    {
        var message = Picture();
        message.Step = 1;
        AssertSkipped(message, "a step of 1 bytes is too small for 64 pixels of bgr8, which take 192");
    }

    [SkippableFact]
    public void A_size_of_nothing_is_not_an_image()
    {
        var message = Picture();
        message.Height = 0;
        AssertSkipped(message, "an image of 64x0 pixels is not possible; 1 to 65535 are");
    }

    [SkippableFact]
    public void An_image_that_the_network_answers_with_NaN_is_named_by_row_and_column()
    {
        using var dark = Image.Rent(64, 48, PixelFormat.Bgr8);
        dark.Bytes.Clear();
        AssertSkipped(YoloxNodeUnderTest.RawMessage(dark, "camera", 2, 0),
            "the network's output 'output' holds NaN or infinity at row 0, column 4 (input 64x64)");
    }

    [SkippableFact]
    public void A_message_that_ends_early_is_named_by_its_offset()
    {
        using var test = Start();
        using var broken = test.Peer.CreatePublisher<TruncatedImage>("/camera/image_raw", Latest);
        UntilCounted(test, () => broken.Publish(new TruncatedImage()));
        Assert.Contains("offset", test.Node.LastError);
        AssertGoesOn(test);
    }

    [SkippableFact]
    public void Half_a_JPEG_is_refused_and_a_whole_one_answered()
    {
        using var test = Start("-r", "~/in/image:=/camera/jpeg");
        using var camera = test.Peer.CreatePublisher<CompressedImage>("/camera/jpeg", Latest);
        var message = new CompressedImage { Format = "jpeg" };
        using var picture = Grey();
        var file = JpegCodec.Encode(picture);
        message.Data.Assign(file.AsSpan(0, file.Length / 2));
        UntilCounted(test, () => camera.Publish(message));
        Assert.StartsWith($"the JPEG of {file.Length / 2} bytes cannot be decoded: ", test.Node.LastError);

        message.Data.Assign(file);
        YoloxNodeUnderTest.Until(() =>
        {
            camera.Publish(message);
            Thread.Sleep(20);
            return test.Node.Published > 0;
        });
    }

    [SkippableFact]
    public void Bad_images_show_on_diagnostics_with_their_number_and_the_last_reason()
    {
        using var test = Start();
        var message = Picture();
        message.Encoding = "yuv999";
        Tuple<string, string, string>? told = null;
        using var listener = test.Peer.CreateSubscription<DiagnosticArray>("/diagnostics", QosProfile.Default, array =>
        {
            var status = array.Status[0];
            var values = status.Values.AsSpan().ToArray().ToDictionary(item => item.Key, item => item.Value);
            Volatile.Write(ref told, Tuple.Create($"{status.Level}", values["images bad"], values["last error"]));
        });
        YoloxNodeUnderTest.Until(() =>
        {
            test.Raw.Publish(message);
            Thread.Sleep(50);
            return Volatile.Read(ref told)?.Item1 == $"{DiagnosticStatus.Error}";
        });
        var (_, bad, reason) = Volatile.Read(ref told)!;
        Assert.NotEqual("0", bad);
        Assert.Contains("yuv999", reason);
    }

    private YoloxNodeUnderTest Start(params string[] arguments)
    {
        var test = new YoloxNodeUnderTest(TinyYolox.WriteTo(_folder.Path), arguments);
        test.Listen();
        return test;
    }

    private void AssertSkipped(RosImage message, string sentence)
    {
        using var test = Start();
        UntilCounted(test, () => test.Raw.Publish(message));
        Assert.Equal(sentence, test.Node.LastError);
        AssertGoesOn(test);
    }

    private static void AssertGoesOn(YoloxNodeUnderTest test)
    {
        Assert.Single(test.SendUntilAnswered(Picture()).Labels);
        Assert.Null(test.Node.Failure);
    }

    private static void UntilCounted(YoloxNodeUnderTest test, Action send)
    {
        var before = test.Node.Bad;
        YoloxNodeUnderTest.Until(() =>
        {
            send();
            Thread.Sleep(20);
            return test.Node.Bad > before;
        });
    }

    private static RosImage Picture()
    {
        using var image = Grey();
        return YoloxNodeUnderTest.RawMessage(image, "camera", 1, 0);
    }

    private static Image Grey()
    {
        var image = Image.Rent(64, 48, PixelFormat.Bgr8);
        image.Bytes.Fill(128);
        return image;
    }
}
