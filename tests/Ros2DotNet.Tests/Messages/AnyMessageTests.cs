namespace Ros2DotNet.Tests.Messages;

/// <summary>What holds for every message type, whatever it contains.</summary>
public class AnyMessageTests
{
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
}
