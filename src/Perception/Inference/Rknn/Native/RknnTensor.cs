using System.Runtime.InteropServices;
using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Rknn.Native;

/// <summary>rknn_tensor_attr.</summary>
[StructLayout(LayoutKind.Explicit, Size = 376)]
internal unsafe struct RknnTensor
{
    [FieldOffset(0)] public uint Index;
    [FieldOffset(4)] public uint DimensionCount;
    [FieldOffset(8)] public fixed uint Dimensions[16];
    [FieldOffset(72)] public fixed byte Name[256];
    [FieldOffset(328)] public uint ElementCount;
    [FieldOffset(332)] public uint Size;
    [FieldOffset(336)] public int Format;
    [FieldOffset(340)] public int Type;
    [FieldOffset(344)] public int QuantizationType;
    [FieldOffset(348)] public sbyte FractionLength;
    [FieldOffset(352)] public int ZeroPoint;
    [FieldOffset(356)] public float Scale;

    public string NameText()
    {
        fixed (byte* name = Name)
        {
            return HailoText.Of(name, 256);
        }
    }
}
