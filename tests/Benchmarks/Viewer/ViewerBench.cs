using System.Diagnostics;
using Benchmarks.Transport;
using Perception.Nodes.Yolox;
using Perception.Simulation;
using Perception.Simulation.Rendering;
using Perception.Viewer;
using Perception.Viewer.Live;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Benchmarks.Viewer;

/// <summary>
/// What a viewer in a detector's own process costs it: the frame rate with twenty clients, of which five never read,
/// against that without any, in turn. The clients run in a process of their own on the same processors.
/// </summary>
internal static class ViewerBench
{
    private const int Rounds = 3;
    private const double CameraHz = 15;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.5);

    public static int Run(string[] args)
    {
        if (args is ["clients", var port])
        {
            return ViewerClients.Run(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        }
        if (args is not [var model])
        {
            Console.Error.WriteLine("usage: viewer MODEL.onnx (a YOLOX network)");
            return 2;
        }

        Loopback.Use();
        using var context =
            new RosContext([.. Loopback.Quiet, "-p", $"model_path:={model}", "-r", "~/in/image:=/camera/image_raw"]);
        using var node = new YoloxNode(context);
        using var cameraContext = new RosContext(Loopback.Quiet);
        using var camera = cameraContext.CreateNode("camera");
        var frames = 0;
        camera.CreateSubscription<Detection2DArray>("/yolox/out/detections", QosProfile.Default,
            _ => Interlocked.Increment(ref frames));
        using var viewing = new RosContext(Loopback.Quiet);
        using var viewer = new ViewerServer(new ViewerOptions { Port = 0 }, new LiveSource(viewing));
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(() => Publish(camera, stop.Token));
        SpinWait.SpinUntil(() => Volatile.Read(ref frames) > 5, TimeSpan.FromSeconds(30));

        var (without, with) = (new double[Rounds], new double[Rounds]);
        var mostMegabytes = 0.0;
        for (var i = 0; i < Rounds; i++)
        {
            without[i] = Measure(ref frames);
            using var clients = Process.Start(Environment.ProcessPath!, ["viewer", "clients", $"{viewer.Port}"]);
            SpinWait.SpinUntil(() => viewer.ClientCount == ViewerClients.All, TimeSpan.FromSeconds(30));
            with[i] = Measure(ref frames);
            mostMegabytes = Math.Max(mostMegabytes, Process.GetCurrentProcess().WorkingSet64 / 1e6);
            clients.Kill();
            clients.WaitForExit();
            SpinWait.SpinUntil(() => viewer.ClientCount == 0, TimeSpan.FromSeconds(30));
        }

        stop.Cancel();
        publishing.Wait();
        Console.WriteLine($"{Path.GetFileName(model)} on 1280x720 pictures at {CameraHz} Hz, {Rounds} rounds in turn:");
        Console.WriteLine($"  no client                                   {Rates(without)}");
        Console.WriteLine(
            $"  {ViewerClients.All} clients, {ViewerClients.Silent} of which never read          {Rates(with)}; " +
            $"{viewer.Dropped} messages dropped for them");
        var ratio = Loopback.Median([.. with.Zip(without, (watched, alone) => watched / alone)]);
        Console.WriteLine($"  median ratio of the rounds {ratio:F3} (goal above 0.97); at most {mostMegabytes:F0} MB resident, the node included");
        return 0;
    }

    private static string Rates(double[] rates) => $"{string.Join(", ", rates.Select(rate => $"{rate:F1}"))} frames/s";

    private static double Measure(ref int frames)
    {
        Thread.Sleep(Settling);
        var (before, start) = (Volatile.Read(ref frames), Stopwatch.GetTimestamp());
        Thread.Sleep(RoundTime);
        return (Volatile.Read(ref frames) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Publish(Node node, CancellationToken stop)
    {
        var image = new Image { Width = 1280, Height = 720, Step = 3 * 1280, Encoding = "bgr8" };
        image.Data.Resize(3 * 1280 * 720);
        using (var drive = new Drive(new DriveOptions { Seed = 3, Width = 1280, Height = 720 }))
        using (var frame = new FrameBuffers(1280, 720))
        {
            drive.Render(0, frame);
            frame.Picture.Bytes.CopyTo(image.Data.AsSpan());
        }

        var publisher = node.CreatePublisher<Image>("/camera/image_raw", QosProfile.Default with { Depth = 1 });
        var start = Stopwatch.GetTimestamp();
        for (var i = 1; !stop.IsCancellationRequested; i++)
        {
            node.Now().CopyTo(image.Header.Stamp);
            publisher.Publish(image);
            var wait = TimeSpan.FromSeconds(i / CameraHz) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) stop.WaitHandle.WaitOne(wait);
        }
    }
}
