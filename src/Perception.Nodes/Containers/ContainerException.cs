namespace Perception.Nodes.Containers;

/// <summary>A container's file cannot be followed; one sentence.</summary>
public sealed class ContainerException(string message) : Exception(message);
