using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_chip_temperature_info_t.</summary>
[StructLayout(LayoutKind.Sequential, Size = 12)]
internal struct HailoTemperature
{
    public float First;
    public float Second;
    public ushort Samples;
}
