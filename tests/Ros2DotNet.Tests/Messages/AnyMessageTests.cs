namespace Ros2DotNet.Tests.Messages;

/// <summary>What holds for every message type, whatever it contains.</summary>
public class AnyMessageTests
{
    // A managed object of the types here is far smaller than this many times its least size in CDR.
    private const int MaximumGrowth = 64;
    private const int Slack = 64 * 1024;

    public static TheoryData<string> TypeNames => [.. MessageTypes.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_message_reads_back_as_it_was_written(string typeName)
    {
        var support = MessageTypes.All[typeName];
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            var message = RandomMessage.Of(support, random);
            var cdr = support.Serialize(message);
            var read = support.Deserialize(cdr);
            Assert.Equal(message.ToString(), read.ToString());
            Assert.Equal(Convert.ToHexString(cdr), Convert.ToHexString(support.Serialize(read)));
        }
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_truncated_message_is_a_CdrException(string typeName)
    {
        var support = MessageTypes.All[typeName];
        var cdr = support.Serialize(RandomMessage.Of(support, new Random(2)));
        var step = Math.Max(1, cdr.Length / 200);
        for (var length = 0; length < cdr.Length; length += step)
        {
            Assert.Throws<CdrException>(() => support.Deserialize(cdr.AsSpan(0, length)));
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Mutated_messages_are_read_or_refused_and_never_cost_more_than_their_bytes_justify()
    {
        var mutations = int.TryParse(Environment.GetEnvironmentVariable("EDGE_PERCEPTION_FUZZ_COUNT"), out var count) ? count : 100;
        var random = new Random(3);
        foreach (var support in MessageTypes.All.Values)
        {
            var seed = support.Serialize(RandomMessage.Of(support, random));
            var cdr = new byte[seed.Length];
            for (var i = 0; i < mutations; i++)
            {
                seed.CopyTo(cdr, 0);
                Mutate(cdr, random);
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    support.Deserialize(cdr);
                }
                catch (CdrException)
                {
                    // Refused, as it should be.
                }

                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(allocated <= Slack + MaximumGrowth * cdr.Length, $"{support.TypeName}: {allocated} bytes for {cdr.Length}");
            }
        }
    }

    private static void Mutate(byte[] cdr, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0 && cdr.Length > 8; changes--)
        {
            if (random.Next(2) == 0)
            {
                cdr[random.Next(4, cdr.Length)] = (byte)random.Next(256);
            }
            else
            {
                // Lengths and counts are where it hurts.
                var length = random.Next(3) switch { 0 => cdr.Length, 1 => int.MaxValue, _ => random.Next(1 << 20) };
                BitConverter.TryWriteBytes(cdr.AsSpan(4 + 4 * random.Next((cdr.Length - 4) / 4)), length);
            }
        }
    }
}
