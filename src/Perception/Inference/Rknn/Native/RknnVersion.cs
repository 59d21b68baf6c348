using System.Runtime.InteropServices;
using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Rknn.Native;

/// <summary>rknn_sdk_version: two texts of 256 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 512)]
internal unsafe struct RknnVersion
{
    public fixed byte Api[256];
    public fixed byte Driver[256];

    public string ApiText()
    {
        fixed (byte* text = Api)
        {
            return HailoText.Of(text, 256);
        }
    }
}
