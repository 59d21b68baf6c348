namespace Perception.Inference;

/// <summary>What a backend finds here, without loading a network.</summary>
public sealed record BackendProbe
{
    /// <summary>The backend, such as <c>onnxruntime</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>What of it computes, such as <c>cuda</c>.</summary>
    public required ExecutionProvider Provider { get; init; }

    public required BackendState State { get; init; }

    /// <summary>Where the library is; empty where none was found.</summary>
    public string LibraryPath { get; init; } = "";

    /// <summary>Release of the library; empty where it is not known.</summary>
    public string LibraryVersion { get; init; } = "";

    public IReadOnlyList<InferenceDevice> Devices { get; init; } = [];

    /// <summary>What the library answered, in its own numbers; null where it was not asked.</summary>
    public int? NativeCode { get; init; }

    /// <summary>What is wrong, in a sentence; empty where nothing is.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What to do about it; empty where nothing is to be done.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>How far this backend's code has been run by its makers.</summary>
    public required Verification Verification { get; init; }

    /// <summary>Whether the library says of itself that it is a stand-in made for tests.</summary>
    public bool IsStub { get; init; }
}
