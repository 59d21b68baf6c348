namespace Ros2DotNet.Bags.Compression;

/// <summary>
/// The room for a decompressor's output. A claimed size is believed at once only as far as the input makes it likely;
/// beyond that the buffer doubles with what really comes out.
/// </summary>
internal ref struct GrowingOutput
{
    private const int LikelyRatio = 2;
    private const int Slack = 64 * 1024;

    private readonly long _limit;
    private int _capacity;

    public GrowingOutput(long claimedSize, int sourceLength, ref byte[] buffer)
    {
        _limit = claimedSize < 0 ? Array.MaxLength : Math.Min(claimedSize, Array.MaxLength);
        var wanted = (int)Math.Min(_limit, (long)LikelyRatio * sourceLength + Slack);
        if (buffer.Length < wanted)
        {
            buffer = Buffers.Roomy(wanted);
        }

        _capacity = (int)Math.Min(_limit, buffer.Length);
    }

    public int Length { get; set; }

    public readonly int Room => _capacity - Length;

    public readonly bool CanGrow => _capacity < _limit;

    public void Grow(ref byte[] buffer)
    {
        var capacity = (int)Math.Min(_limit, 2L * _capacity);
        if (buffer.Length < capacity)
        {
            var larger = GC.AllocateUninitializedArray<byte>(capacity);
            buffer.AsSpan(0, Length).CopyTo(larger);
            buffer = larger;
        }

        _capacity = capacity;
    }
}
