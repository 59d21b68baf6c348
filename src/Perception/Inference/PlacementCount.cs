namespace Perception.Inference;

/// <summary>How many nodes of a network a provider computes.</summary>
/// <param name="Provider">By the backend's own name, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="Nodes">Nodes, those of fused ones counted once.</param>
public readonly record struct PlacementCount(string Provider, int Nodes);
