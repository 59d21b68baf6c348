using System.Runtime.InteropServices;

namespace Perception.Inference.Rknn.Native;

/// <summary>rknn_input.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct RknnInput
{
    [FieldOffset(0)] public uint Index;
    [FieldOffset(8)] public void* Buffer;
    [FieldOffset(16)] public uint Size;
    [FieldOffset(20)] public byte PassThrough;
    [FieldOffset(24)] public int Type;
    [FieldOffset(28)] public int Format;
}
