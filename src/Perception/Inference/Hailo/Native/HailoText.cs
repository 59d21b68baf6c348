using System.Text;

namespace Perception.Inference.Hailo.Native;

/// <summary>Text in arrays of fixed length.</summary>
internal static unsafe class HailoText
{
    public static string Of(byte* text, int length)
    {
        var span = new ReadOnlySpan<byte>(text, length);
        var end = span.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? span : span[..end]);
    }
}
