using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>Name, shape and type of an input or output.</summary>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape, TensorElementType ElementType)
{
    /// <summary>Elements of the tensor.</summary>
    public int ElementCount { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <summary>Bytes of the tensor.</summary>
    public int ByteLength => ElementCount * (ElementType == TensorElementType.Float32 ? 4 : 1);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} [{string.Join(",", Shape)}] {(ElementType == TensorElementType.Float32 ? "float32" : "uint8")}";
}
