namespace Perception.Nodes.Containers;

/// <summary>A node of a container.</summary>
public sealed record ContainedNode(NodeKind Kind, string Name, string Namespace);
