namespace Perception.Toolchain.Graphs;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of an element; 0 for types without a fixed size, and for those that are not known.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>For example <c>float32</c>.</summary>
    public static string Spelling(this ElementType type) => type.ToString().ToLowerInvariant();
}
