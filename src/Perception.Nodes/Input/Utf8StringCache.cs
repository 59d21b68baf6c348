using System.Text;

namespace Perception.Nodes.Input;

/// <summary>Remembers the last text decoded, so that a frame_id which never changes is made a string once.</summary>
internal sealed class Utf8StringCache
{
    private byte[] _utf8 = [];
    private string _text = "";

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(_utf8))
        {
            _utf8 = utf8.ToArray();
            _text = Encoding.UTF8.GetString(utf8);
        }

        return _text;
    }
}
