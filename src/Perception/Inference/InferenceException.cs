namespace Perception.Inference;

/// <summary>A model that cannot be loaded or run, or does not fit its manifest; one sentence.</summary>
public class InferenceException(string message) : Exception(message);
