using System.Runtime.InteropServices;

namespace Perception.Inference.Rknn.Native;

/// <summary>rknn_input_output_num.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct RknnCounts
{
    public uint Inputs;
    public uint Outputs;
}
