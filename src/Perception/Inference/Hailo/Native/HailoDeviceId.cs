using System.Runtime.InteropServices;
using System.Text;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_device_id_t: text of 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct HailoDeviceId
{
    private const int Length = 32;

    public fixed byte Id[Length];

    /// <summary>The ID as users write it, cut to what fits.</summary>
    public static HailoDeviceId Of(string text)
    {
        var id = default(HailoDeviceId);
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(Length - 1, text.Length)), new Span<byte>(id.Id, Length - 1));
        return id;
    }

    public override string ToString()
    {
        fixed (byte* id = Id)
        {
            return HailoText.Of(id, Length);
        }
    }
}
