using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>
/// What code must not guess about a model: how its input is made and what its outputs mean. Stored as <c>model.yaml</c> or
/// <c>&lt;model&gt;.yaml</c> beside the model.
/// </summary>
public sealed record ModelManifest
{
    public required string Name { get; init; }

    /// <summary>The ONNX file, absolute.</summary>
    public required string ModelPath { get; init; }

    public required PreprocessingSpec Input { get; init; }

    /// <summary>Name of the input tensor; null takes the only one.</summary>
    public string? InputName { get; init; }

    public required IReadOnlyList<OutputSpec> Outputs { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public string Licence { get; init; } = "unknown";

    public string Origin { get; init; } = "unknown";

    /// <summary>SHA-256 of the model file in hex; checked when given.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether this was inferred from the graph, for lack of a file.</summary>
    public bool IsGuessed { get; init; }

    /// <summary>The name of class <paramref name="id"/>.</summary>
    public string ClassName(int id) => (uint)id < (uint)Classes.Count ? Classes[id] : $"class {id}";
}
