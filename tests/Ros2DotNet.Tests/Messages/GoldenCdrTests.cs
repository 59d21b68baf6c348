using System.Text.Json;

namespace Ros2DotNet.Tests.Messages;

/// <summary>
/// Messages with random values as ROS 2 Jazzy serialized them, with the values as JSON beside the bytes.
/// </summary>
public class GoldenCdrTests
{
    [SkippableFact]
    public void Messages_written_by_ROS_2_Jazzy_read_with_their_values_and_write_back_as_they_were()
    {
        var checkedMessages = 0;
        var types = new HashSet<string>();
        foreach (var line in File.ReadLines(Workspace.Shared("data", "cdr", "jazzy-golden.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            var typeName = golden.RootElement.GetProperty("type").GetString()!;
            if (!MessageTypes.TryGet(typeName, out var support))
            {
                continue;
            }

            var cdr = Convert.FromHexString(golden.RootElement.GetProperty("cdr").GetString()!);
            var message = support.Deserialize(cdr);
            MessageValues.AssertEqual(typeName, golden.RootElement.GetProperty("value"), message);

            // Padding has no meaning and ROS leaves it as it lay: what we write must read as the same message again,
            // and be of the same length up to the slack at the end: rmw sizes nested messages by the worst alignment.
            var written = support.Serialize(message);
            Assert.True(cdr.Length - written.Length is >= 0 and < 64,
                $"{typeName}: {written.Length} bytes, ROS wrote {cdr.Length}");
            Assert.Equal(Convert.ToHexString(written),
                Convert.ToHexString(support.Serialize(support.Deserialize(written))));
            AssertEqualWherePaddingIsNot(typeName, cdr, written);
            MessageValues.AssertEqual(typeName, golden.RootElement.GetProperty("value"), support.Deserialize(written));
            checkedMessages++;
            types.Add(typeName);
        }

        Assert.True(types.Count >= 60, $"only {types.Count} types, {checkedMessages} messages");
    }

    [SkippableFact]
    public void Wide_strings_written_by_ROS_2_Jazzy_read_and_write_back()
    {
        var lines = File.ReadLines(Workspace.Shared("data", "cdr", "jazzy-golden.jsonl"))
            .Where(line => line.Contains("\"example_interfaces/msg/WString\"")).ToList();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            using var golden = JsonDocument.Parse(line);
            var cdr = Convert.FromHexString(golden.RootElement.GetProperty("cdr").GetString()!);
            var expected = golden.RootElement.GetProperty("value").GetProperty("data").GetString()!;

            Assert.Equal(expected, new CdrReader(cdr, "WString").ReadWideString(""));
            var written = new byte[cdr.Length];
            var writer = new CdrWriter(written);
            writer.WriteWideString(expected);
            Assert.True(cdr.AsSpan(0, writer.Length).SequenceEqual(written.AsSpan(0, writer.Length)));
        }
    }

    private static void AssertEqualWherePaddingIsNot(string typeName, byte[] golden, byte[] written)
    {
        for (var i = 0; i < written.Length; i++)
        {
            // Ours is zero in padding; a difference anywhere else shows as a non-zero byte of ours.
            Assert.True(golden[i] == written[i] || written[i] == 0,
                $"{typeName}: byte {i} is {written[i]:x2}, ROS wrote {golden[i]:x2}");
        }
    }
}
