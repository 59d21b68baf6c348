using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_power_measurement_data_t.</summary>
[StructLayout(LayoutKind.Sequential, Size = 20)]
internal struct HailoPower
{
    public float Average;
    public float AverageTimeMilliseconds;
    public float Minimum;
    public float Maximum;
    public uint Samples;
}
