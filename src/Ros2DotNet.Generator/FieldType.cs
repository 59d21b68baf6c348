namespace Ros2DotNet.Generator;

/// <summary>How many values a field holds.</summary>
internal enum FieldShape { Single, FixedArray, Sequence, BoundedSequence }

/// <summary>
/// The type of a field: a primitive's ROS name or the full name <c>pkg/msg/Type</c> of another message.
/// </summary>
internal sealed class FieldType(string name, FieldShape shape, int capacity, int stringCapacity)
{
    public string Name { get; } = name;

    public FieldShape Shape { get; } = shape;

    /// <summary>Length of a fixed array or bound of a sequence; 0 otherwise.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Bound of a string in bytes; 0 when unbounded.</summary>
    public int StringCapacity { get; } = stringCapacity;

    public bool IsMessage => Name.IndexOf('/') >= 0;

    public bool IsString => Name is "string";

    public bool IsWideString => Name is "wstring";

    public Primitive? Primitive => Primitive.Find(Name);
}
