using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Conformance;

/// <summary>
/// The 416 files of the MCAP conformance suite: our writer against @mcap/core's bytes, our reader against what is in
/// them.
/// </summary>
public sealed class ConformanceTests
{
    private const int CasesOfTheSuite = 416;

    [SkippableFact]
    public void Every_file_is_the_one_that_a_peer_builds_byte_for_byte()
    {
        var expected = Peers.Run("write_conformance.cjs").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.Equal(CasesOfTheSuite, expected.Count);
        var ours = ConformanceCase.All.ToDictionary(item => item.Name, item => Convert.ToHexString(item.Build()));
        Assert.Equal(expected.OrderBy(pair => pair.Key), ours.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_file_reads_as_what_is_in_it(bool ignoreSummary)
    {
        Assert.Equal(CasesOfTheSuite, ConformanceCase.All.Count);
        using var folder = new TemporaryFolder();
        var path = folder["case.mcap"];
        foreach (var item in ConformanceCase.All)
        {
            File.WriteAllBytes(path, item.Build());
            using var reader = McapReader.Open(path, new McapReadOptions { IgnoreSummary = ignoreSummary });
            Assert.True(Reads(reader, item.Contents), item.Name);
            Assert.Empty(reader.Problems);
        }
    }

    private static bool Reads(McapReader reader, ConformanceContents contents)
    {
        var messages = new List<(uint, ulong, ulong, string)>();
        using var cursor = reader.ReadMessages();
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            messages.Add((message.Sequence, message.LogTime, message.PublishTime, Convert.ToHexString(message.Data)));
        }

        var expected = contents.Messages.OrderBy(message => message.LogTime)
            .Select(
            message => (message.Sequence, message.LogTime, message.PublishTime, Convert.ToHexString(message.Data)));
        return messages.SequenceEqual(expected)
            && reader.Schemas.Values.Select(
                schema => (schema.Id, schema.Name, schema.Encoding, Convert.ToHexString(schema.Data.Span)))
                .SequenceEqual(
                contents.Schema is { } s ? [(s.Id, s.Name, s.Encoding, Convert.ToHexString(s.Data.Span))] : [])
            && reader.Channels.Values.Select(
                channel => (channel.Id, channel.SchemaId, channel.Topic, channel.MessageEncoding, channel.Find("foo")))
                .SequenceEqual(
                contents.Channel is { } c ? [(c.Id, c.SchemaId, c.Topic, c.MessageEncoding, c.Find("foo"))] : [])
            && reader.Attachments.Select(reader.ReadAttachment).Select(
                item => (item.Name, item.MediaType, item.LogTime, item.CreateTime, Convert.ToHexString(item.Data.Span)))
                .SequenceEqual(contents.Attachment is { } a ? [(a.Name, a.MediaType, a.LogTime, a.CreateTime, Convert.ToHexString(a.Data.Span))] : [])
            && reader.Metadata.Select(reader.ReadMetadata).Select(item => (item.Name, string.Join(',', item.Values)))
                .SequenceEqual(contents.Metadata is { } m ? [(m.Name, string.Join(',', m.Values))] : []);
    }
}
