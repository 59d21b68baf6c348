using System.Text.Json;

namespace Ros2DotNet.Bags.Tests.Schema;

public sealed class MessageSchemaTests
{
    [SkippableFact]
    public void Messages_that_ROS_2_serialized_are_read_by_their_text_as_by_the_compiled_types()
    {
        var compared = 0;
        foreach (var line in File.ReadLines(Workspace.Shared("data", "cdr", "jazzy-golden.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            var cdr = Convert.FromHexString(golden.RootElement.GetProperty("cdr").GetString()!);
            if (MessageTypes.TryGet(golden.RootElement.GetProperty("type").GetString()!, out var type))
            {
                Assert.Equal($"{type.Deserialize(cdr)}",
                    $"{MessageSchema.Parse(type.TypeName, type.Definition).Decode(cdr)}");
                compared++;
            }
        }

        Assert.True(compared > 100, $"only {compared} messages were of known types");
    }

    [SkippableFact]
    public void A_recording_decodes_by_the_definitions_it_carries()
    {
        using var bag = Bag.Open(Workspace.Shared("data", "rosbag2", "mcap", "camera"));
        using var cursor = bag.ReadMessages();
        var schemas =
            bag.Topics.ToDictionary(topic => topic, topic => MessageSchema.Parse(topic.Type, topic.Definition!.Text));
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            var expected = MessageTypes.All[message.Topic.Type].Deserialize(message.Data);
            Assert.Equal($"{expected}", $"{schemas[message.Topic].Decode(message.Data)}");
        }
    }

    [Fact]
    public void Every_form_of_a_field_is_read()
    {
        const string Text = """
            # a comment
            uint8 CONSTANT=3
            string TEXT="with # in it"
            string<=10 name "a#b"   # the default does not matter
            float64[2] pair
            int32[<=4] few
            Sub[] subs
            other/Sub other
            Nothing nothing
            ================================================================================
            MSG: pkg/Sub
            bool flag
            ================================================================================
            MSG: other/msg/Sub
            wstring wide
            ================================================================================
            MSG: pkg/Nothing
            """;
        var cdr = new List<byte> { 0, 1, 0, 0, 3, 0, 0, 0, (byte)'h', (byte)'i', 0, 0 };
        cdr.AddRange(BitConverter.GetBytes(1.0));
        cdr.AddRange(BitConverter.GetBytes(2.0));
        cdr.AddRange([1, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, (byte)'w', 0, 0, 0, 0]);
        var message = MessageSchema.Parse("pkg/Root", Text).Decode(cdr.ToArray());
        Assert.Equal("hi", message["name"]);
        Assert.Equal(new[] { 1.0, 2.0 }, message["pair"]);
        Assert.Equal(new[] { 7 }, message["few"]);
        Assert.Equal([true, false], ((DynamicMessage[])message["subs"]).Select(sub => sub["flag"]));
        Assert.Equal("w", ((DynamicMessage)message["other"])["wide"]);
        Assert.Throws<KeyNotFoundException>(() => message["missing"]);
    }

    [Theory]
    [InlineData("int32", "'int32' is neither a field nor a constant")]
    [InlineData("Other x", "lacks pkg/msg/Other, which pkg/msg/Root has as 'x'")]
    [InlineData("time x", "'time' is a type of ROS 1")]
    [InlineData("int32[99999999999] x", "has an impossible length")]
    public void A_text_that_is_no_definition_is_an_error(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<BagException>(() => MessageSchema.Parse("pkg/Root", text)).Message);

    [Theory]
    [InlineData("Root x", "contain each other")]
    [InlineData("int64[2000000000] x", "more elements than any message holds")]
    public void A_definition_that_no_message_can_have_is_an_error_when_reading(string text, string expected)
    {
        byte[] cdr = [0, 1, .. new byte[98]];
        Assert.Contains(expected,
            Assert.Throws<CdrException>(() => MessageSchema.Parse("pkg/Root", text).Decode(cdr)).Message);
    }
}
