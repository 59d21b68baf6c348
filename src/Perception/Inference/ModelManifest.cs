using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>
/// What code must not guess about a model: how its input is made and what its outputs mean. Stored as <c>model.yaml</c>
/// or <c>&lt;model&gt;.yaml</c> beside the model.
/// </summary>
public sealed record ModelManifest
{
    public required string Name { get; init; }

    /// <summary>The ONNX file, absolute.</summary>
    public required string ModelPath { get; init; }

    public required PreprocessingSpec Input { get; init; }

    /// <summary>
    /// Files of other backends by their names (<c>hailo</c>, <c>rknn</c>, or another one for <c>onnxruntime</c>),
    /// absolute.
    /// </summary>
    public IReadOnlyDictionary<string, string> BackendFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the input tensor; null takes the only one.</summary>
    public string? InputName { get; init; }

    public required IReadOnlyList<OutputSpec> Outputs { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Colours of classes by name; a class without one takes that of the palette.</summary>
    public IReadOnlyDictionary<string, ClassColour> Colours { get; init; } = new Dictionary<string, ClassColour>();

    /// <summary>
    /// IoU above which the less certain of two boxes is best dropped, 0 to 1; what is read with where nobody says
    /// otherwise. Null where the makers recommend nothing.
    /// </summary>
    public float? NmsThreshold { get; init; }

    public string Licence { get; init; } = "unknown";

    public string Origin { get; init; } = "unknown";

    /// <summary>SHA-256 of the model file in hex; checked when given.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether this was inferred from the graph, for lack of a file.</summary>
    public bool IsGuessed { get; init; }

    /// <summary>The name of class <paramref name="id"/>.</summary>
    public string ClassName(int id) => (uint)id < (uint)Classes.Count ? Classes[id] : $"class {id}";
}
