namespace Ros2DotNet.Bags.Mcap;

/// <summary>The definition of a message type.</summary>
/// <param name="Id">Its number in the file, never 0.</param>
/// <param name="Name"><c>pkg/msg/Type</c>.</param>
/// <param name="Encoding"><c>ros2msg</c>, <c>ros2idl</c> or what the writer says.</param>
/// <param name="Data">The definition, UTF-8 for both of these.</param>
public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Data)
{
    internal bool IsSameAs(McapSchema other) =>
        Id == other.Id && Name == other.Name && Encoding == other.Encoding && Data.Span.SequenceEqual(other.Data.Span);
}
