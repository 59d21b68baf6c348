namespace Perception.Inference;

/// <summary>How providers and precisions are written in parameters and diagnostics.</summary>
public static class InferenceNames
{
    /// <summary>For example <c>tensorrt</c>.</summary>
    public static string Of(ExecutionProvider provider) => provider.ToString().ToLowerInvariant();

    /// <summary>For example <c>fp16</c>.</summary>
    public static string Of(Precision precision) => precision.ToString().ToLowerInvariant();
}
