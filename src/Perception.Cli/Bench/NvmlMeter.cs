using System.Runtime.InteropServices;

namespace Perception.Cli.Bench;

/// <summary>The energy counter of an NVIDIA GPU, by the library of its driver.</summary>
internal sealed unsafe class NvmlMeter : IEnergyMeter
{
    private readonly delegate* unmanaged<nint, ulong*, int> _energy;
    private readonly nint _device;
    private readonly double _start;

    private NvmlMeter(nint library, nint device)
    {
        _energy = (delegate* unmanaged<nint, ulong*, int>)NativeLibrary.GetExport(library,
            "nvmlDeviceGetTotalEnergyConsumption");
        _device = device;
        _start = Read() ?? 0;
    }

    public string Name => "NVML energy counter of GPU 0";

    /// <summary>Null where there is no driver, no GPU, or one that does not count.</summary>
    public static NvmlMeter? Find(out string reason)
    {
        reason = "no NVIDIA driver (libnvidia-ml.so.1)";
        if (!NativeLibrary.TryLoad("libnvidia-ml.so.1", out var library)) return null;
        var initialize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
        var open =
            (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByIndex_v2");
        nint device;
        reason = "the NVIDIA driver has no GPU that counts energy";
        if (initialize() != 0 || open(0, &device) != 0) return null;
        var meter = new NvmlMeter(library, device);
        return meter.Read() is null ? null : meter;
    }

    public double? ReadJoules() => Read() - _start;

    private double? Read()
    {
        ulong millijoules;
        return _energy(_device, &millijoules) == 0 ? millijoules * 1e-3 : null;
    }
}
