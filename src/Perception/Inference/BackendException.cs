namespace Perception.Inference;

/// <summary>A backend that cannot compute here: what is wrong, and what to do about it.</summary>
public sealed class BackendException(
    string backend, BackendState state, string problem, string remedy, int? nativeCode = null)
    : InferenceException(remedy.Length == 0 ? problem : $"{problem}; {remedy}")
{
    public string Backend { get; } = backend;

    public BackendState State { get; } = state;

    /// <summary>What is wrong, without the remedy.</summary>
    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;

    /// <summary>What the library answered, in its own numbers.</summary>
    public int? NativeCode { get; } = nativeCode;
}
