namespace Ros2DotNet.Bags.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void The_published_check_value_comes_out() => Assert.Equal(0xcbf43926, Crc32.Of("123456789"u8));

    [Fact]
    public void Folding_equals_the_tables_for_every_length_and_alignment()
    {
        var bytes = new byte[700];
        new Random(1).NextBytes(bytes);
        for (var start = 0; start < 17; start++)
        {
            for (var length = 0; start + length <= bytes.Length; length++)
            {
                var part = bytes.AsSpan(start, length);
                Assert.Equal(~Crc32.AppendByTables(~0u, part), Crc32.Of(part));
            }
        }
    }

    [Fact]
    public void A_CRC_goes_on_where_it_stopped()
    {
        var bytes = new byte[1000];
        new Random(2).NextBytes(bytes);
        Assert.Equal(Crc32.Of(bytes), Crc32.Append(Crc32.Of(bytes.AsSpan(0, 333)), bytes.AsSpan(333)));
    }
}
