namespace Ros2DotNet.Bags.Mcap;

/// <summary>Kinds of records in an MCAP file.</summary>
public enum McapOpcode : byte
{
    Header = 0x01,
    Footer = 0x02,
    Schema = 0x03,
    Channel = 0x04,
    Message = 0x05,
    Chunk = 0x06,
    MessageIndex = 0x07,
    ChunkIndex = 0x08,
    Attachment = 0x09,
    AttachmentIndex = 0x0a,
    Statistics = 0x0b,
    Metadata = 0x0c,
    MetadataIndex = 0x0d,
    SummaryOffset = 0x0e,
    DataEnd = 0x0f,
}
