namespace Perception.Toolchain.Graphs;

/// <summary>Name, type and shape of a tensor that flows through a graph.</summary>
/// <param name="Name">The name by which nodes read it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, -1 for those that are open; null where not even their number is known.</param>
public sealed record ValueInfo(string Name, ElementType Type, IReadOnlyList<long>? Shape)
{
    /// <summary>Whether every dimension is known.</summary>
    public bool IsStatic => Shape is not null && Shape.All(dimension => dimension >= 0);

    /// <summary>Elements; null where a dimension is open.</summary>
    public long? ElementCount => IsStatic ? Shapes.Product(Shape!) : null;

    /// <summary>
    /// Bytes; null where a dimension is open or the type has no fixed size, long.MaxValue where they are too many.
    /// </summary>
    public long? ByteLength => ElementCount is { } count && Type.Size() is > 0 and var size
        ? count > long.MaxValue / size ? long.MaxValue : count * size
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shapes.Text(Shape)} {Type.Spelling()}";
}
