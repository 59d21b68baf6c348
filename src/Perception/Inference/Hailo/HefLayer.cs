namespace Perception.Inference.Hailo;

/// <summary>A layer at the border of the chip: what goes in or comes out.</summary>
public sealed record HefLayer
{
    public required string Name { get; init; }

    public required bool IsInput { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    public required int Features { get; init; }

    /// <summary>Bytes of one number: 1 or 2.</summary>
    public required int DataBytes { get; init; }

    /// <summary>What the integers stand for; null where the file gives no scale above 0.</summary>
    public required TensorQuantization? Quantization { get; init; }

    /// <summary>Whether the chip itself picks the best class of each pixel.</summary>
    public bool IsArgMax { get; init; }

    /// <summary>Names that the layer had in the network it was compiled from.</summary>
    public IReadOnlyList<string> OriginalNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Height}x{Width}x{Features} uint{8 * DataBytes}";
}
