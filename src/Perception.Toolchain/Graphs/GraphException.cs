namespace Perception.Toolchain.Graphs;

/// <summary>A graph that cannot be read, or not be changed as asked; one sentence that names file and place.</summary>
public sealed class GraphException(string message) : Exception(message);
