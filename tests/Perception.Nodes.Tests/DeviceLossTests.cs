using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.MultiTask;
using Perception.Tests.Inference.Hailo;
using Perception.Tests.Inference.Stubs;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// What a node does when its accelerator goes and comes back; the accelerator is a stand-in of libhailort.
/// </summary>
public sealed class DeviceLossTests : IDisposable
{
    private const int StreamAbort = 63, OutOfDevices = 74;

    private readonly StubLibraries.Stub _stub = StubLibraries.Hailo();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_node_whose_device_is_lost_says_so_tries_again_and_goes_on_when_it_is_back()
    {
        using var test = Start();
        using var listener = test.Listen<Detection2DArray>("out/detections", _ => { });
        var images = test.Publish<RosImage>("in/image");
        Send(test, images, () => test.Health.StartsWith("0 ") && test.Health.Contains("frames per second"));

        _stub.Fail("read", StreamAbort);
        Send(test, images, () => test.Health.StartsWith("2 reading a result: the Hailo device broke off the stream"));

        // It is looked for again after ever longer waits, and what is missing by then is said.
        _stub.Fail("create_vdevice", OutOfDevices);
        Send(test, images, () => test.Health.StartsWith("2 taking a device: there is no free Hailo device"));
        Assert.Matches("the network is loaded again every [0-9]+ s; check lspci", test.Health);
        var published = test.Counters.Published;

        _stub.Fail("none", 0);
        Send(test, images, () => test.Counters.Published > published && test.Health.StartsWith("0 "));
        Assert.True(test.Counters.Bad > 0);
    }

    [SkippableFact]
    public void Where_that_is_allowed_the_cpu_stands_in_and_says_so_until_the_device_is_back()
    {
        using var test = Start("-p", "allow_fallback:=true");
        var values = new Dictionary<string, string>();
        using var status = test.Peer.CreateSubscription<DiagnosticArray>("/diagnostics",
            QosProfile.Default, array =>
            {
                lock (values)
                {
                    foreach (var value in array.Status[0].Values.AsSpan()) values[value.Key] = value.Value;
                }
            });
        using var listener = test.Listen<Detection2DArray>("out/detections", _ => { });
        var images = test.Publish<RosImage>("in/image");
        Send(test, images, () => test.Health.StartsWith("0 ") && Value("provider obtained") == "hailo");
        Assert.Equal(("hailo", "hailo:0", "hailo: all", "2.5", "42.5", "3.5"),
            (Value("provider requested"), Value("device"), Value("placement"), Value("device power W"),
                Value("device temperature C"), Value("device latency ms")));

        _stub.Fail("read", StreamAbort);
        Send(test, images, () => test.Health.StartsWith(
            "1 provider hailo was requested, the cpu computes: reading a result: the Hailo device broke off"));
        _stub.Fail("create_vdevice", OutOfDevices);
        var published = test.Counters.Published;
        Send(test, images, () => test.Counters.Published > published + 3 && Value("provider obtained") == "cpu");
        Assert.Equal(("hailo", "cpu: all"), (Value("provider requested"), Value("placement")));

        _stub.Fail("none", 0);
        Send(test, images, () => test.Health.StartsWith("0 ") && Value("provider obtained") == "hailo");
        Assert.Equal("", Value("fallback"));

        string Value(string key)
        {
            lock (values) return values.GetValueOrDefault(key, "");
        }
    }

    [SkippableFact]
    public void A_device_that_is_missing_at_the_start_is_an_error_with_its_remedy_or_a_fallback_that_is_said()
    {
        _stub.Fail("create_vdevice", OutOfDevices);
        var error = Assert.Throws<BackendException>(() => Start());
        Assert.Equal(BackendState.NoDevice, error.State);
        Assert.Contains("check lspci", error.Message);

        using var test = Start("-p", "allow_fallback:=true");
        using var listener = test.Listen<Detection2DArray>("out/detections", _ => { });
        var images = test.Publish<RosImage>("in/image");
        Send(test, images, () => test.Health.StartsWith(
            "1 provider hailo was requested, the cpu computes: taking a device: there is no free Hailo device"));
        Assert.Equal("cpu", Assert.Single(((MultiTaskNode)test.Node).Pipelines).Network.Obtained);
    }

    private static void Send(NodeUnderTest test, Publisher<RosImage> images, Func<bool> condition)
    {
        var picture = Grey();
        NodeUnderTest.SendUntil(() => images.Publish(picture), () => condition() || test.Node.Failure is not null);
        Assert.Null(test.Node.Failure);
    }

    private static RosImage Grey()
    {
        using var image = Image.Rent(64, 64, PixelFormat.Bgr8);
        image.Bytes.Fill(200);
        return NodeUnderTest.Raw(image, "camera", 1);
    }

    private NodeUnderTest Start(params string[] rosArguments)
    {
        var model = TinyYolox.WriteTo(_folder.Path);
        File.WriteAllText(Path.ChangeExtension(model, ".yaml"), """
            file: tiny_plain.onnx
            files: { hailo: net.hef }
            input: { size: [64, 64] }
            outputs: [{ role: yolox, strides: [8, 16, 32] }]
            classes: [car, person]
            """);
        var head = new HefWriter.Layer("net/head", false, 1, 7, 84, [0.01], [0]);
        File.WriteAllBytes(_folder["net.hef"],
            HefWriter.Build(0, [new HefWriter.Layer("net/input", true, 64, 64, 3, [1], [0]), head]));
        _stub.Input(64, 64);
        _stub.Output(head.Name, head.Height, head.Width, head.Features, 1, 1, 7 * 84);
        var test = new NodeUnderTest("multitask",
            ["-p", $"model_path:={model}", "-p", "provider:=hailo", "-p", "intra_op_threads:=1", .. rosArguments]);
        test.WatchHealth();
        return test;
    }
}
