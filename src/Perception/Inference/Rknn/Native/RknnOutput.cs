using System.Runtime.InteropServices;

namespace Perception.Inference.Rknn.Native;

/// <summary>rknn_output.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct RknnOutput
{
    [FieldOffset(0)] public byte WantFloat;
    [FieldOffset(1)] public byte IsPreallocated;
    [FieldOffset(4)] public uint Index;
    [FieldOffset(8)] public void* Buffer;
    [FieldOffset(16)] public uint Size;
}
