using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_device_id_t: text of 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct HailoDeviceId
{
    public fixed byte Id[32];

    public override string ToString()
    {
        fixed (byte* id = Id)
        {
            return HailoText.Of(id, 32);
        }
    }
}
