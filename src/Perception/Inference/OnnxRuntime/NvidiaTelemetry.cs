using System.Runtime.InteropServices;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// What an NVIDIA GPU says of itself, by NVML, the library of its driver. GPUs are numbered as on the PCI bus, which is
/// CUDA's order with <c>CUDA_DEVICE_ORDER=PCI_BUS_ID</c>.
/// </summary>
internal static unsafe partial class NvidiaTelemetry
{
    private const string Library = "libnvidia-ml.so.1";
    private const int Success = 0, OfTheChip = 0, OfTheProcessors = 1;

    private static readonly Lazy<bool> IsThere = new(() =>
        NativeLibrary.TryLoad(Library, out _) && nvmlInit_v2() == Success);

    /// <summary>Nothing where there is no driver or no such GPU.</summary>
    public static DeviceTelemetry Read(int gpu)
    {
        nint device;
        if (!IsThere.Value || nvmlDeviceGetHandleByIndex_v2((uint)gpu, &device) != Success)
        {
            return default;
        }

        uint milliwatts, celsius, megahertz;
        return new DeviceTelemetry
        {
            PowerWatts = nvmlDeviceGetPowerUsage(device, &milliwatts) == Success ? milliwatts * 1e-3f : null,
            TemperatureCelsius = nvmlDeviceGetTemperature(device, OfTheChip, &celsius) == Success ? celsius : null,
            ClockMegahertz = nvmlDeviceGetClockInfo(device, OfTheProcessors, &megahertz) == Success ? megahertz : null,
        };
    }

    [LibraryImport(Library)]
    private static partial int nvmlInit_v2();

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetHandleByIndex_v2(uint index, nint* device);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetPowerUsage(nint device, uint* milliwatts);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetTemperature(nint device, int sensor, uint* celsius);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetClockInfo(nint device, int clock, uint* megahertz);
}
