namespace Ros2DotNet.Bags;

/// <summary>The definition of a message type as a bag carries it.</summary>
/// <param name="Encoding"><c>ros2msg</c>, <c>ros2idl</c>, or empty where unknown.</param>
/// <param name="Text">The definition with its dependencies.</param>
public sealed record MessageDefinition(string Encoding, string Text);
