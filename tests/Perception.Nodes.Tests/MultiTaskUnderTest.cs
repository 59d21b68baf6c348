using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.MultiTask;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// The multi-task node with the tiny network, whose results follow from the picture, and a camera before it that looks
/// level over flat ground from 1.5 m.
/// </summary>
internal sealed class MultiTaskUnderTest : IDisposable
{
    public static readonly CameraValues Camera = new()
    {
        Width = TinyMultiTask.Width,
        Height = TinyMultiTask.Height,
        K = [TinyMultiTask.FocalPixels, 0, 31.5, 0, TinyMultiTask.FocalPixels, 23.5, 0, 0, 1],
    };

    private readonly TemporaryFolder _folder = new();

    public MultiTaskUnderTest(params string[] rosArguments)
        : this(0, rosArguments)
    {
    }

    public MultiTaskUnderTest(int work, string[] rosArguments, int batch = 1)
    {
        Model = TinyMultiTask.WriteTo(_folder.Path, work, batch);
        Test = new NodeUnderTest("multitask",
            ["-p", $"model_path:={Model}", "-p", "camera_height_m:=1.5", "-p", "intra_op_threads:=1", .. rosArguments]);
        Images = Test.Publish<RosImage>("in/image");
        Infos = Test.Publish<CameraInfo>("in/camera_info");
    }

    public string Model { get; }

    public NodeUnderTest Test { get; }

    public MultiTaskNode Node => (MultiTaskNode)Test.Node;

    public Publisher<RosImage> Images { get; }

    public Publisher<CameraInfo> Infos { get; }

    /// <summary>Blue on the left quarter, red on the right one, and a green stripe in columns 40 to 43.</summary>
    public static Image Picture(int width = TinyMultiTask.Width, int height = TinyMultiTask.Height)
    {
        var image = Image.Rent(width, height, PixelFormat.Bgr8);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            row.Clear();
            for (var x = 0; x < width; x++)
            {
                if (x < width / 4) row[3 * x] = 255;
                if (x >= 40 && x < 44) row[3 * x + 1] = 255;
                if (x >= 3 * width / 4) row[3 * x + 2] = 255;
            }
        }

        return image;
    }

    /// <summary>The picture and its camera_info as messages.</summary>
    public static (RosImage Image, CameraInfo Info) Messages(int stampSec, CameraValues? camera = null)
    {
        camera ??= Camera;
        using var picture = Picture(camera.Width, camera.Height);
        return (NodeUnderTest.Raw(picture, "camera", stampSec), NodeUnderTest.Info(camera, "camera", stampSec));
    }

    /// <summary>Sends picture and camera_info, with stamps that grow or fall, until something is true.</summary>
    public void SendUntil(Func<bool> condition, CameraValues? camera = null, int firstStamp = 1, int step = 1)
    {
        var (image, info) = Messages(firstStamp, camera);
        NodeUnderTest.SendUntil(() =>
        {
            info.Header.Stamp.Sec = image.Header.Stamp.Sec += step;
            Infos.Publish(info);
            Images.Publish(image);
        }, () => condition() || Node.Failure is not null);
        Assert.Null(Node.Failure);
    }

    /// <summary>What comes on an output while pictures are sent; the first that is as wanted.</summary>
    public T Receive<T>(string output, Func<T, bool>? wanted = null) where T : class, IRosMessage<T>, new()
    {
        T? received = null;
        using var listener = Test.Listen<T>(output, message =>
        {
            if (wanted is null || wanted(message)) Interlocked.CompareExchange(ref received, message, null);
        });
        SendUntil(() => Volatile.Read(ref received) is not null);
        return received!;
    }

    public void Dispose()
    {
        Test.Dispose();
        _folder.Dispose();
    }
}
