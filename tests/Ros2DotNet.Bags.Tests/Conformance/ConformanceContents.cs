using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Conformance;

/// <summary>What the files of one group of the MCAP conformance suite hold.</summary>
internal sealed record ConformanceContents(string Name)
{
    private static readonly byte[] OneTwoThree = [1, 2, 3];
    private static readonly McapSchema ExampleSchema = new(1, "Example", "c", new byte[] { 4, 5, 6 });
    private static readonly McapChannel ExampleChannel = new(1, 1, "example", "a", [new("foo", "bar")]);
    private static readonly ConformanceMessage ExampleMessage = new(10, 2, 1, OneTwoThree);

    public static IReadOnlyList<ConformanceContents> All { get; } =
    [
        new("NoData"),
        new("OneSchemalessMessage")
        {
            Channel = new McapChannel(1, 0, "example", "text", []), Messages = [ExampleMessage]
        },
        new("OneMessage") { Schema = ExampleSchema, Channel = ExampleChannel, Messages = [ExampleMessage] },
        new("OneAttachment")
        {
            Attachment = new McapAttachment(2, 1, "myFile", "application/octet-stream", OneTwoThree)
        },
        new("OneMetadata") { Metadata = new McapMetadata("myMetadata", [new("foo", "bar")]) },
        new("TenMessages")
        {
            Schema = ExampleSchema, Channel = ExampleChannel,
            Messages = [.. new ulong[] { 0, 2, 1, 3, 3, 5, 4, 7, 8, 9 }.Select((time, i) => new ConformanceMessage((uint)i, time, time, OneTwoThree))],
        },
    ];

    public McapSchema? Schema { get; private init; }

    public McapChannel? Channel { get; private init; }

    public IReadOnlyList<ConformanceMessage> Messages { get; private init; } = [];

    public McapAttachment? Attachment { get; private init; }

    public McapMetadata? Metadata { get; private init; }

    /// <summary>Whether a choice of features means something for these contents.</summary>
    public bool Allows(ConformanceFeatures on)
    {
        bool Has(ConformanceFeatures feature) => (on & feature) != 0;
        return (Attachment is not null || !Has(ConformanceFeatures.AttachmentIndex))
            && (Metadata is not null || !Has(ConformanceFeatures.MetadataIndex))
            && (Schema is not null || !Has(ConformanceFeatures.RepeatedSchemas))
            && (Channel is not null || !Has(ConformanceFeatures.RepeatedChannels | ConformanceFeatures.Chunks))
            && (Has(ConformanceFeatures.Chunks) || !Has(ConformanceFeatures.ChunkIndex | ConformanceFeatures.MessageIndex))
            && (!Has(ConformanceFeatures.SummaryOffset) || Has(ConformanceFeatures.InTheSummary));
    }
}
