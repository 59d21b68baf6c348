using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>
/// A network on a Hailo chip. Integers go in and come out as the chip has them; lists of boxes come from HailoRT.
/// </summary>
internal sealed unsafe class HailoSession : IInferenceSession
{
    private const int PowerRail = int.MaxValue, PowerType = int.MaxValue, PowerBuffer = 0;

    // While one frame is computed the next is on its way; more only grow old.
    private const uint MostUnderWay = 2;

    // 332 us and 16 samples.
    private const int PowerPeriod = 2, PowerAveraging = 2;
    private readonly HailoHandles _handles = new();
    private readonly string _path;
    private readonly nint _physical;
    private readonly bool _measuresPower;

    public HailoSession(string path, HefFile hef, InferenceOptions options)
    {
        _path = path;
        var (version, group) = (HailoBackend.CheckVersion(), hef.NetworkGroups[0]);
        Description = $"hailort {version}{(StubLibrary.Is(HailoLibrary.Loaded) ? " (stub, no device)" : "")}";
        RequestedPrecision = options.Precision;
        FallbackReason = JudgePrecision(options);
        var choice = HailoChoice.Of(options, HailoBackend.Scan);
        Device = choice.Name;
        try
        {
            _handles.Open(path, choice.Ids, options.ProviderOptions.GetValueOrDefault("measure_latency") != "0");
            _physical = FindPhysical();
            CheckChip(hef.Architecture);
            var inputs = Parameters(isInput: true);
            var outputs = Parameters(isInput: false);
            var infos = Infos();
            _handles.OpenStreams(inputs, outputs);
            Inputs = [.. inputs.Select((input, i) =>
                HailoTensors.Spec(Info(infos, input, 0), group, _path, FrameSize(true, i)))];
            Outputs = [.. outputs.Select((output, i) =>
                HailoTensors.Spec(Info(infos, output, 1), group, _path, FrameSize(false, i)))];
            Depth = (int)inputs.Concat(outputs).Min(stream => Math.Clamp(stream.QueueSize, 1, MostUnderWay));
            _measuresPower = StartPower();
        }
        catch
        {
            Dispose();
            throw;
        }

        Notes = group.ContextCount > 1
            ? [$"the network is loaded in {group.ContextCount} parts for every frame, which costs throughput"] : [];
        Capabilities =
            BackendCapabilities.SharedDevice | BackendCapabilities.Temperature | BackendCapabilities.StaticInt8Only |
            (Depth > 1 ? BackendCapabilities.AsyncDepth : 0) |
            (_measuresPower ? BackendCapabilities.Power : 0) |
            (_handles.MeasuresLatency ? BackendCapabilities.HardwareLatency : 0);
    }

    public IReadOnlyList<TensorSpec> Inputs { get; } = [];

    public IReadOnlyList<TensorSpec> Outputs { get; } = [];

    public string Description { get; }

    public ExecutionProvider RequestedProvider => ExecutionProvider.Hailo;

    public ExecutionProvider Provider => ExecutionProvider.Hailo;

    public string Device { get; }

    public string FallbackReason { get; }

    public Precision? RequestedPrecision { get; }

    public Precision Precision => Precision.Int8;

    public IReadOnlyList<string> Notes { get; }

    public BackendCapabilities Capabilities { get; }

    public IReadOnlyList<PlacementCount>? Placement => null;

    public DeviceTelemetry ReadTelemetry()
    {
        HailoTemperature temperature = default;
        HailoPower power = default;
        var hasTemperature = HailoRt.hailo_get_chip_temperature(_physical, &temperature) == HailoStatus.Success;
        var hasPower = _measuresPower &&
            HailoRt.hailo_get_power_measurement(_physical, PowerBuffer, 1, &power) == HailoStatus.Success;
        double latency = 0;
        var hasLatency = _handles.MeasuresLatency &&
            HailoRt.hailo_get_latency_measurement(_handles.Group, null, &latency) == HailoStatus.Success;
        return new DeviceTelemetry
        {
            HardwareLatencyMilliseconds = hasLatency ? (float)latency : null,
            TemperatureCelsius = hasTemperature ? Math.Max(temperature.First, temperature.Second) : null,
            PowerWatts = hasPower ? power.Average : null,
        };
    }

    public TensorBuffers CreateBuffers() => new PlainBuffers(Inputs, Outputs);

    /// <summary>As many frames as the queues of HailoRT's streams take, so that no write waits for a read.</summary>
    public int Depth { get; } = 1;

    public void Run(TensorBuffers buffers)
    {
        Submit(buffers);
        Await(buffers);
    }

    public void Submit(TensorBuffers buffers)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            Check(HailoRt.hailo_vstream_write_raw_buffer(
                _handles.Inputs[i], (void*)buffers.Input(i), (nuint)Inputs[i].ByteLength), "writing a frame");
        }
    }

    public void Await(TensorBuffers buffers)
    {
        for (var i = 0; i < Outputs.Count; i++)
        {
            Check(HailoRt.hailo_vstream_read_raw_buffer(
                _handles.Outputs[i], (void*)buffers.Output(i), (nuint)Outputs[i].ByteLength), "reading a result");
        }
    }

    public void Dispose()
    {
        if (_measuresPower)
        {
            HailoRt.hailo_stop_power_measurement(_physical);
        }

        _handles.Dispose();
    }

    private static void Check(int status, string doing) => HailoStatus.Check(status, doing);

    private static string JudgePrecision(InferenceOptions options)
    {
        if (options.Precision is null or Precision.Int8)
        {
            return "";
        }

        var problem =
            $"precision {InferenceNames.Of(options.Precision.Value)} was requested, the network computes in int8";
        return options.AllowFallback ? problem : throw new BackendException(
            HailoBackend.Name, BackendState.Failed, $"{problem} on the hailo",
            "take precision: int8 or auto, or allow_fallback: true");
    }

    private static HailoVStreamInfo Info(List<HailoVStreamInfo> infos, HailoVStreamParams stream, int direction)
    {
        foreach (var info in infos)
        {
            if (info.Direction == direction && info.NameText() == stream.NameText())
            {
                return info;
            }
        }

        throw new InferenceException($"HailoRT opened the stream '{stream.NameText()}' but does not describe it");
    }

    private nint FindPhysical()
    {
        const int Most = 8;
        var devices = stackalloc nint[Most];
        var count = (nuint)Most;
        Check(HailoRt.hailo_get_physical_devices(_handles.Device, devices, &count), "looking at the device");
        return count > 0 ? devices[0] : throw HailoStatus.Error(HailoStatus.OutOfDevices, "looking at the device");
    }

    // hailo_device_architecture_t: 1 Hailo-8, 2 Hailo-8L; what a Hailo-8 is compiled for, an 8L has no room for.
    private void CheckChip(HailoArchitecture architecture)
    {
        HailoIdentity identity;
        Check(HailoRt.hailo_identify(_physical, &identity), "identifying the device");
        if (identity.Architecture == 2 && architecture != HailoArchitecture.Hailo8L)
        {
            throw HailoStatus.Error(93, $"'{_path}' is for {architecture}, the device is a Hailo-8L");
        }
    }

    private HailoVStreamParams[] Parameters(bool isInput)
    {
        var count = (nuint)64;
        var parameters = new HailoVStreamParams[(int)count];
        fixed (HailoVStreamParams* first = parameters)
        {
            // Integers at both ends: nothing is quantized or made float on the way.
            Check(isInput
                ? HailoRt.hailo_make_input_vstream_params(_handles.Group, 0, HailoFormatType.UInt8, first, &count)
                : HailoRt.hailo_make_output_vstream_params(_handles.Group, 0, HailoFormatType.Auto, first, &count),
                isInput ? "preparing inputs" : "preparing outputs");
        }

        return parameters[..(int)count];
    }

    private List<HailoVStreamInfo> Infos()
    {
        var count = (nuint)64;
        var infos = new HailoVStreamInfo[(int)count];
        fixed (HailoVStreamInfo* first = infos)
        {
            Check(HailoRt.hailo_hef_get_all_vstream_infos(_handles.Hef, null, first, &count),
                "reading the network's tensors");
        }

        return [.. infos[..(int)count]];
    }

    private int FrameSize(bool isInput, int index)
    {
        nuint bytes;
        Check(isInput
            ? HailoRt.hailo_get_input_vstream_frame_size(_handles.Inputs[index], &bytes)
            : HailoRt.hailo_get_output_vstream_frame_size(_handles.Outputs[index], &bytes),
            "asking for a frame's size");
        return checked((int)bytes);
    }

    // Not every board has a sensor; a network runs without.
    private bool StartPower() =>
        HailoRt.hailo_stop_power_measurement(_physical) == HailoStatus.Success &&
        HailoRt.hailo_set_power_measurement(_physical, PowerBuffer, PowerRail, PowerType) == HailoStatus.Success &&
        HailoRt.hailo_start_power_measurement(_physical, PowerAveraging, PowerPeriod) == HailoStatus.Success;
}
