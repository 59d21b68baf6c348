using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_device_identity_t, as far as it is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 140)]
internal struct HailoIdentity
{
    [FieldOffset(4)] public HailoVersion Firmware;
    [FieldOffset(56)] public int Architecture;
}
