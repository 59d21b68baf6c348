namespace Perception.Inference;

/// <summary>A device that a backend can compute on.</summary>
/// <param name="Id">How parameters name it, such as <c>cuda:0</c> or <c>0000:01:00.0</c>.</param>
/// <param name="Name">What it is.</param>
/// <param name="Detail">Driver, memory, architecture; empty where nothing is known.</param>
public sealed record InferenceDevice(string Id, string Name, string Detail = "");
