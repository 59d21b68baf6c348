using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_input_vstream_params_by_name_t and its twin for outputs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 156)]
internal unsafe struct HailoVStreamParams
{
    [FieldOffset(0)] public fixed byte Name[128];
    [FieldOffset(128)] public HailoFormatType Type;
    [FieldOffset(132)] public HailoFormatOrder Order;
    [FieldOffset(140)] public uint TimeoutMilliseconds;
    [FieldOffset(144)] public uint QueueSize;

    public string NameText()
    {
        fixed (byte* name = Name)
        {
            return HailoText.Of(name, 128);
        }
    }
}
