using System.Text;
using System.Text.Json;

namespace Ros2DotNet.Tests.Messages;

/// <summary>
/// Every message type against the definition parser and the codec that Foxglove publishes on npm: what we write reads
/// there with the same values, and what is written there reads here.
/// </summary>
public class PeerCodecTests
{
    private const int MessagesOfEachType = 20;

    [SkippableFact]
    public void Messages_with_random_values_go_through_an_independent_codec_in_both_directions()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(9);
        var sent = new List<(MessageTypeSupport Support, object Message)>();
        using (var lines = new StreamWriter(folder["messages.jsonl"]))
        {
            foreach (var support in MessageTypes.All.Values)
            {
                lines.WriteLine(JsonSerializer.Serialize(new { definition = support.Definition }));
                for (var i = 0; i < MessagesOfEachType; i++)
                {
                    var message = RandomMessage.Of(support, random, asciiOnly: i % 2 == 0);
                    sent.Add((support, message));
                    lines.WriteLine(
                        JsonSerializer.Serialize(new { cdr = Convert.ToBase64String(support.Serialize(message)) }));
                }
            }
        }

        var answers = NodePeers.Run("Ros2DotNet.Tests", "message-peers", "messages.cjs", folder["messages.jsonl"])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(sent.Count, answers.Length);
        var writtenTypes = new HashSet<string>();
        foreach (var ((support, message), line) in sent.Zip(answers))
        {
            using var answer = JsonDocument.Parse(line);
            if (!answer.RootElement.TryGetProperty("value", out var value))
            {
                Assert.Empty(message.ToString()!);
                continue;
            }

            MessageValues.AssertEqual(support.TypeName, value, message);
            Assert.False(answer.RootElement.GetProperty("trailing").GetBoolean(),
                $"{support.TypeName} has bytes that the other side has no use for");
            var text = message.ToString()!;
            if (!Ascii.IsValid(text))
            {
                // The other side writes strings by their count of characters, which cuts what takes more bytes.
                continue;
            }

            var written = answer.RootElement.GetProperty("cdr").GetBytesFromBase64();
            Assert.True(text == support.Deserialize(written).ToString(),
                $"{support.TypeName} reads back with other values");
            writtenTypes.Add(support.TypeName);
            Assert.True(Convert.ToHexString(support.Serialize(message)) == Convert.ToHexString(written),
                $"{support.TypeName} is written in other bytes");
        }

        Assert.Equal(MessageTypes.All.Values.Where(HasFields).Select(support => support.TypeName).ToHashSet(),
            writtenTypes);
    }

    private static bool HasFields(MessageTypeSupport support) => support.Create().ToString() is { Length: > 0 };
}
