namespace Perception.Evaluation.Datasets;

/// <summary>A dataset that cannot be read; one sentence with file and place.</summary>
public sealed class DatasetException(string message) : Exception(message);
