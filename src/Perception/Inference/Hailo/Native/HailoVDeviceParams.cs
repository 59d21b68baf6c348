using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_vdevice_params_t.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct HailoVDeviceParams
{
    [FieldOffset(0)] public uint DeviceCount;
    [FieldOffset(8)] public HailoDeviceId* DeviceIds;
    [FieldOffset(16)] public int Scheduling;
    [FieldOffset(24)] public byte* GroupId;
    [FieldOffset(32)] public byte MultiProcess;
}
