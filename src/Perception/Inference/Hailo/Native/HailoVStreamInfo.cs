using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_vstream_info_t of HailoRT 4.20 to 4.23: what goes into a network or comes out of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 436)]
internal unsafe struct HailoVStreamInfo
{
    [FieldOffset(0)] public fixed byte Name[128];
    [FieldOffset(388)] public int Direction;
    [FieldOffset(392)] public HailoFormatType Type;
    [FieldOffset(396)] public HailoFormatOrder Order;

    // A shape, or for lists of boxes the number of classes and that of boxes of a class.
    [FieldOffset(404)] public uint Height;
    [FieldOffset(408)] public uint Width;
    [FieldOffset(412)] public uint Features;
    [FieldOffset(420)] public float ZeroPoint;
    [FieldOffset(424)] public float Scale;

    public string NameText()
    {
        fixed (byte* name = Name)
        {
            return HailoText.Of(name, 128);
        }
    }
}
