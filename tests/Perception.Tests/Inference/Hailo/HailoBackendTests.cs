using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Inference.Hailo;
using Perception.Inference.Hailo.Native;
using Perception.Pipelines;
using Perception.Tests.Inference.Stubs;

namespace Perception.Tests.Inference.Hailo;

/// <summary>Against a stand-in of libhailort: what is called with which bytes, not what a chip does.</summary>
[Collection("stub libraries")]
public sealed class HailoBackendTests : IDisposable
{
    private static readonly HefWriter.Layer Input = new("net/input", true, 8, 8, 3, [1], [0]);
    private readonly TemporaryFolder _folder = new();
    private readonly StubLibraries.Stub _stub = StubLibraries.Hailo();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Structures_are_as_long_as_the_library_has_them()
    {
        unsafe
        {
            Assert.Equal((12, 32, 40, 436, 156, 140, 12, 20),
                (sizeof(HailoVersion), sizeof(HailoDeviceId), sizeof(HailoVDeviceParams),
                sizeof(HailoVStreamInfo), sizeof(HailoVStreamParams), sizeof(HailoIdentity), sizeof(HailoTemperature),
                sizeof(HailoPower)));
        }
    }

    [SkippableFact]
    public void The_probe_names_library_release_and_device_and_that_it_is_a_stub()
    {
        var probe = new HailoBackend().Probe(ExecutionProvider.Hailo);
        Assert.Equal((BackendState.Available, "4.23.0", true, Verification.StubOnly),
            (probe.State, probe.LibraryVersion, probe.IsStub, probe.Verification));
        Assert.Equal("0000:01:00.0", Assert.Single(probe.Devices).Id);
    }

    [SkippableTheory]
    [InlineData(4, 19, "update HailoRT")]
    [InlineData(5, 2, "Hailo-10H is not supported")]
    public void Releases_with_other_structures_are_refused(int major, int minor, string remedy)
    {
        _stub.Version(major, minor);
        var probe = new HailoBackend().Probe(ExecutionProvider.Hailo);
        Assert.Equal(BackendState.VersionRefused, probe.State);
        Assert.Contains(remedy, probe.Remedy);
        Assert.Throws<BackendException>(() => Load());
    }

    [SkippableFact]
    public void A_frame_goes_in_and_integers_come_out()
    {
        using var session = Load();
        Assert.Equal("net/input [1,8,8,3] uint8 Nhwc scale 1 zero point 0", Assert.Single(session.Inputs).ToString());
        Assert.Equal("net/conv [1,4,4,6] uint8 Nhwc scale 0.5 zero point 3", Assert.Single(session.Outputs).ToString());
        Assert.Equal("hailort 4.23.0 (stub, no device)", session.Description);
        using var buffers = session.CreateBuffers();
        unsafe
        {
            *(byte*)buffers.Input(0) = 7;
            session.Run(buffers);
            Assert.Equal((7, 102), (((byte*)buffers.Output(0))[0], ((byte*)buffers.Output(0))[95]));
        }

        var telemetry = session.ReadTelemetry();
        Assert.Equal((42.5f, 2.5f, 3.5f),
            (telemetry.TemperatureCelsius, telemetry.PowerWatts, telemetry.HardwareLatencyMilliseconds));
        SteadyState.AllocatesNothing(() => session.Run(buffers));
    }

    [SkippableFact]
    public void Everything_is_let_go_in_the_librarys_order()
    {
        Load().Dispose();
        Assert.Equal(["stop_power", "release_inputs", "release_outputs", "release_hef", "release_vdevice"],
            _stub.Trace[^5..]);
    }

    [SkippableTheory]
    [InlineData("create_vdevice", 74, BackendState.NoDevice, "there is no free Hailo device")]
    [InlineData("create_vdevice", 76, BackendState.DriverMismatch, "exactly the same release")]
    [InlineData("create_vdevice", 64, BackendState.DriverMismatch, "modprobe hailo_pci")]
    [InlineData("create_vdevice", 73, BackendState.NoDevice, "another program holds")]
    [InlineData("create_hef", 91, BackendState.Failed, "download or copy it again")]
    [InlineData("create_hef", 92, BackendState.VersionRefused, "release that belongs to its compiler")]
    [InlineData("configure", 93, BackendState.Failed, "compiled for another chip")]
    [InlineData("create_outputs", 61, BackendState.Failed, "layer names")]
    public void A_refusal_is_said_with_its_remedy_and_nothing_stays_behind(string function, int status,
        BackendState state, string sentence)
    {
        _stub.Fail(function, status);
        var error = Assert.Throws<BackendException>(() => Load());
        Assert.Equal((state, status), (error.State, error.NativeCode));
        Assert.Contains(sentence, error.Message);
        Assert.Contains($"({status} STUB_STATUS_{status})", error.Message);
        Assert.Equal(_stub.Trace.Contains("configure"), _stub.Trace.Contains("release_hef"));
        Assert.Equal(function != "create_vdevice", _stub.Trace.Contains("release_vdevice"));
    }

    [SkippableFact]
    public void Every_status_that_users_meet_has_a_sentence()
    {
        int[] named = [2, 4, 5, 13, 14, 26, 61, 63, 64, 73, 74, 75, 76, 91, 92, 93];
        Assert.Empty(named.Except(HailoStatus.Numbers));
        foreach (var status in HailoStatus.Numbers)
        {
            var error = HailoStatus.Error(status, "doing", "WORDS");
            Assert.Matches("^doing: .+ \\(\\d+ WORDS\\); .+$", error.Message);
        }
    }

    [SkippableFact]
    public void A_file_for_a_larger_chip_is_refused_on_a_smaller_one()
    {
        _stub.Chip(2);
        Assert.Equal(93, Assert.Throws<BackendException>(() => Load()).NativeCode);
        Load(architecture: 3).Dispose();
    }

    [SkippableFact]
    public void A_file_for_a_hailo_10_is_refused_before_the_library_sees_it()
    {
        Assert.Contains("Hailo10H, which is not supported",
            Assert.Throws<BackendException>(() => Load(architecture: 5)).Message);
        Assert.Empty(_stub.Trace);
    }

    [SkippableFact]
    public void A_damaged_file_never_reaches_the_library()
    {
        var path = _folder["bad.hef"];
        File.WriteAllBytes(path, HefWriter.Build(2, [Input, Conv()])[..500]);
        Assert.Contains("is cut off",
            Assert.Throws<InferenceException>(() => new HailoBackend().Load(path, new InferenceOptions())).Message);
        Assert.Empty(_stub.Trace);
    }

    [SkippableFact]
    public void Integers_without_a_scale_are_an_error_at_load() => Assert.Contains("has no scale above 0",
        Assert.Throws<InferenceException>(() => Load(Conv() with { Scales = null })).Message);

    [SkippableFact]
    public void A_lost_device_fails_frames_until_it_is_back_and_its_buffers_stay()
    {
        var clock = new ManualClock();
        var told = new List<string>();
        using var session = new RecoveringSession(() => Load(), told.Add, clock);
        using var buffers = session.CreateBuffers();
        _stub.Fail("read", HailoStatus.StreamAbort);
        Assert.Equal(BackendState.DeviceLost, Assert.Throws<BackendException>(() => session.Run(buffers)).State);
        Assert.Contains("loading the network again in 1 s", Assert.Single(told));

        // Too early, then tried and still lost, then back.
        var calls = _stub.Trace.Length;
        Assert.Throws<BackendException>(() => session.Run(buffers));
        Assert.Equal(calls, _stub.Trace.Length);
        _stub.Fail("create_vdevice", HailoStatus.OutOfDevices);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("again every 2 s; check lspci",
            Assert.Throws<BackendException>(() => session.Run(buffers)).Message);
        _stub.Reset();
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Throws<BackendException>(() => session.Run(buffers));
        clock.Advance(TimeSpan.FromSeconds(1));
        session.Run(buffers);
        Assert.Equal(1, session.Returns);
        Assert.EndsWith("computes again", told[^1]);
    }

    [SkippableFact]
    public void A_network_that_comes_back_with_other_tensors_is_refused()
    {
        var clock = new ManualClock();
        var layer = Conv();
        using var session = new RecoveringSession(() => Load(layer), null, clock);
        using var buffers = session.CreateBuffers();
        _stub.Fail("read", HailoStatus.StreamAbort);
        Assert.Throws<BackendException>(() => session.Run(buffers));

        // The file was replaced meanwhile: its frames do not fit into the buffers that there are.
        layer = Conv() with { Scales = [0.25] };
        _stub.Fail("none", 0);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("has other tensors than before",
            Assert.Throws<InferenceException>(() => session.Run(buffers)).Message);
        Assert.True(session.IsLost);
    }

    [SkippableFact]
    public void Frames_that_were_on_a_lost_device_are_lost_with_it()
    {
        var clock = new ManualClock();
        using var session = new RecoveringSession(() => Load(), null, clock);
        using var first = session.CreateBuffers();
        using var second = session.CreateBuffers();
        Assert.Equal(2, session.Depth);
        session.Submit(first);
        session.Submit(second);
        _stub.Fail("read", HailoStatus.StreamAbort);
        Assert.Throws<BackendException>(() => session.Await(first));
        _stub.Fail("none", 0);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(session.IsDue);
        session.Submit(first);
        Assert.Equal(BackendState.DeviceLost, Assert.Throws<BackendException>(() => session.Await(second)).State);
        session.Await(first);
        Assert.False(session.IsLost);
    }

    [SkippableTheory]
    [InlineData("write", 36)]
    [InlineData("read", HailoStatus.OutOfDevices)]
    public void Whatever_keeps_a_loaded_network_from_running_the_device_is_lost_and_looked_for_again(string function,
        int status)
    {
        var clock = new ManualClock();
        using var session = new RecoveringSession(() => Load(), null, clock);
        using var buffers = session.CreateBuffers();
        _stub.Fail(function, status);
        var error = Assert.Throws<BackendException>(() => session.Run(buffers));
        Assert.Equal((BackendState.DeviceLost, status), (error.State, error.NativeCode));
        _stub.Fail("none", 0);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(session.TryReturn());
        session.Run(buffers);
    }

    [SkippableFact]
    public void Two_frames_are_under_way_and_come_back_in_their_order()
    {
        using var session = Load();
        using var first = session.CreateBuffers();
        using var second = session.CreateBuffers();
        Assert.True(session.Capabilities.HasFlag(BackendCapabilities.AsyncDepth));
        session.Submit(first);
        session.Submit(second);
        session.Await(first);
        session.Await(second);
        Assert.Equal(["write", "write", "read", "read"], _stub.Trace[^4..]);
    }

    [SkippableTheory]
    [InlineData("", 1, "0000:02:00.0", "hailo:1")]
    [InlineData("", 0, "0000:01:00.0", "hailo:0")]
    [InlineData("device_id=0000:02:00.0", 0, "0000:02:00.0", "hailo:0000:02:00.0")]
    [InlineData("device_count=2", 0, "0000:01:00.0 0000:02:00.0", "hailo:0 to 1")]
    public void Devices_are_chosen_by_number_by_id_or_several_for_the_scheduler(
        string setting, int number, string taken, string name)
    {
        _stub.Devices(2);
        using var session = Load(deviceId: number, setting: setting);
        Assert.Equal(name, session.Device);
        Assert.Contains($"create_vdevice {taken} create_hef", string.Join(' ', _stub.Trace));
    }

    [SkippableFact]
    public void A_device_that_is_not_there_is_named_with_how_many_there_are()
    {
        var error = Assert.Throws<BackendException>(() => Load(deviceId: 3));
        Assert.Equal((BackendState.NoDevice, "Hailo device 3 asked for, there are 1"), (error.State, error.Problem));
        Assert.StartsWith("the setting device_count is 'two'",
            Assert.Throws<InferenceException>(() => Load(setting: "device_count=two")).Message);
    }

    [SkippableFact]
    public void A_library_that_cannot_time_frames_still_computes()
    {
        _stub.Fail("init_configure", 7);
        using var session = Load();
        Assert.Null(session.ReadTelemetry().HardwareLatencyMilliseconds);
        Assert.False(session.Capabilities.HasFlag(BackendCapabilities.HardwareLatency));
    }

    [SkippableFact]
    public void A_picture_becomes_detections_by_way_of_the_manifest()
    {
        // One cell of 8 x 8: the stand-in answers with the picture's first byte and the numbers after it.
        var head = new HefWriter.Layer("net/head", false, 1, 7, 1, [0.01], [0]);
        var path = _folder["net.hef"];
        File.WriteAllBytes(path, HefWriter.Build(2, [Input, head]));
        File.WriteAllText(_folder["net.yaml"], """
            file: net.hef
            input: { size: [8, 8] }
            outputs: [{ role: yolox, strides: [8] }]
            classes: [car, person]
            """);
        _stub.Output("net/head", 1, 7, 1, 1, 1, 7);
        using var detector = new YoloxDetector(path, new YoloxDecoderOptions { ScoreThreshold = 0.5f },
            new InferenceOptions { Provider = ExecutionProvider.Hailo });
        using var image = Image.Rent(8, 8, PixelFormat.Bgr8);
        image.Bytes.Fill(90);
        var found = Assert.Single(detector.Detect(image).ToArray());

        // Objectness 0.94, the classes 0.95 and 0.96; x and y are 0.90 and 0.91 of the cell.
        Assert.Equal((1, 0.96, 0.9024),
            (found.ClassId, Math.Round(found.ClassProbability, 4), Math.Round(found.ExistenceProbability, 4)));
        Assert.Equal("int8", InferenceNames.Of(detector.Backend.Precision));
    }

    private static HefWriter.Layer Conv() => new("net/conv", false, 4, 4, 6, [0.5], [3]);

    private IInferenceSession Load(HefWriter.Layer? output = null, int architecture = 0, int deviceId = 0,
        string setting = "")
    {
        var layer = output ?? Conv();
        var path = _folder["net.hef"];
        File.WriteAllBytes(path, HefWriter.Build(2, [Input, layer], architecture));
        DefineOutput(layer);
        return new HailoBackend().Load(path, new InferenceOptions
        {
            Provider = ExecutionProvider.Hailo,
            DeviceId = deviceId,
            ProviderOptions = setting.Split('=') is [var key, var value]
                ? new Dictionary<string, string> { [key] = value } : [],
        });
    }

    private bool _isDefined;

    private void DefineOutput(HefWriter.Layer layer)
    {
        if (!_isDefined || _stub.Trace.Length == 0)
        {
            _stub.Output(layer.Name, layer.Height, layer.Width, layer.Features, 1, 1,
                layer.Height * layer.Width * layer.Features);
        }

        _isDefined = true;
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
