namespace Ros2DotNet.Bags;

/// <summary>A field of a message type that is known by its text only.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A primitive type, or the full name of a message type.</param>
/// <param name="IsArray">An array or a sequence.</param>
/// <param name="FixedLength">Elements of an array; 0 for a sequence.</param>
public sealed record SchemaField(string Name, string Type, bool IsArray, int FixedLength);
