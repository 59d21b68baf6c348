using System.Runtime.InteropServices;
using System.Text;
using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>What HailoRT holds for a network, let go in the order that it asks for: streams, HEF, device.</summary>
internal sealed unsafe class HailoHandles : SafeHandle
{
    private nint _hef;
    private nint[] _inputs = [];
    private nint[] _outputs = [];

    public HailoHandles()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    public nint Device => handle;

    public nint Hef => _hef;

    public nint Group { get; private set; }

    /// <summary>Whether the chip times its frames.</summary>
    public bool MeasuresLatency { get; private set; }

    public ReadOnlySpan<nint> Inputs => _inputs;

    public ReadOnlySpan<nint> Outputs => _outputs;

    /// <summary>Takes devices, loads the file and configures the chips with it.</summary>
    /// <param name="path">The HEF.</param>
    /// <param name="ids">Which devices; none for any.</param>
    /// <param name="measureLatency">Whether the chip is to time its frames.</param>
    /// <exception cref="BackendException">HailoRT refused.</exception>
    public void Open(string path, HailoDeviceId[] ids, bool measureLatency)
    {
        TakeDevices(ids);
        nint hef;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            HailoStatus.Check(HailoRt.hailo_create_hef_file(&hef, name), $"loading '{path}'");
        }

        _hef = hef;
        var timed = measureLatency ? LatencyParameters() : null;
        MeasuresLatency = timed is not null && Configure(timed) == HailoStatus.Success;
        if (!MeasuresLatency)
        {
            HailoStatus.Check(Configure(null), $"configuring the device with '{path}'");
        }
    }

    /// <summary>Opens the streams by their parameters.</summary>
    public void OpenStreams(HailoVStreamParams[] inputs, HailoVStreamParams[] outputs)
    {
        var streams = new nint[inputs.Length];
        fixed (HailoVStreamParams* parameters = inputs)
        fixed (nint* opened = streams)
        {
            HailoStatus.Check(HailoRt.hailo_create_input_vstreams(Group, parameters, (nuint)inputs.Length, opened),
                "opening inputs");
        }

        _inputs = streams;
        streams = new nint[outputs.Length];
        fixed (HailoVStreamParams* parameters = outputs)
        fixed (nint* opened = streams)
        {
            HailoStatus.Check(HailoRt.hailo_create_output_vstreams(Group, parameters, (nuint)outputs.Length, opened),
                "opening outputs");
        }

        _outputs = streams;
    }

    protected override bool ReleaseHandle()
    {
        var released = true;
        fixed (nint* streams = _inputs)
        {
            released &= _inputs.Length == 0 ||
                HailoRt.hailo_release_input_vstreams(streams, (nuint)_inputs.Length) == 0;
        }

        fixed (nint* streams = _outputs)
        {
            released &= _outputs.Length == 0 ||
                HailoRt.hailo_release_output_vstreams(streams, (nuint)_outputs.Length) == 0;
        }

        released &= _hef == 0 || HailoRt.hailo_release_hef(_hef) == 0;
        return HailoRt.hailo_release_vdevice(handle) == 0 && released;
    }

    private void TakeDevices(HailoDeviceId[] ids)
    {
        HailoVDeviceParams parameters;
        HailoStatus.Check(HailoRt.hailo_init_vdevice_params(&parameters), "preparing a device");
        nint device;

        // Networks of one process share the chips, and HailoRT's scheduler takes turns among them.
        fixed (byte* group = "SHARED\0"u8)
        fixed (HailoDeviceId* first = ids)
        {
            if (ids.Length > 0)
            {
                parameters.DeviceCount = (uint)ids.Length;
                parameters.DeviceIds = first;
            }

            parameters.GroupId = group;
            HailoStatus.Check(HailoRt.hailo_create_vdevice(&parameters, &device), "taking a device");
        }

        SetHandle(device);
    }

    private int Configure(byte[]? parameters)
    {
        const int Most = 8;
        var groups = stackalloc nint[Most];
        var count = (nuint)Most;
        fixed (byte* first = parameters)
        {
            var status = HailoRt.hailo_configure_vdevice(handle, _hef, first, groups, &count);
            Group = groups[0];
            return status;
        }
    }

    // Not every network and every release can be timed; it runs all the same.
    private byte[]? LatencyParameters()
    {
        var parameters = new byte[HailoConfigureParams.MostBytes];
        fixed (byte* first = parameters)
        {
            if (HailoRt.hailo_init_configure_params_by_vdevice(_hef, handle, first) != HailoStatus.Success)
            {
                return null;
            }

            HailoConfigureParams.AskForLatency(first);
        }

        return parameters;
    }
}
