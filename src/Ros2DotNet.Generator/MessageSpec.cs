using System.Collections.Generic;

namespace Ros2DotNet.Generator;

/// <summary>A parsed <c>.msg</c> file.</summary>
internal sealed class MessageSpec(string package, string name)
{
    public string Package { get; } = package;

    public string Name { get; } = name;

    public string FullName { get; } = $"{package}/msg/{name}";

    public List<FieldSpec> Fields { get; } = [];

    public List<ConstantSpec> Constants { get; } = [];
}

/// <summary>One field of a message, its default kept as the text of the file.</summary>
internal sealed class FieldSpec(string name, FieldType type, string? defaultText, int line)
{
    public string Name { get; } = name;

    public FieldType Type { get; } = type;

    public string? DefaultText { get; } = defaultText;

    /// <summary>Line of the file, counted from 0.</summary>
    public int Line { get; } = line;
}

/// <summary>One constant of a message.</summary>
internal sealed class ConstantSpec(string name, string typeName, string valueText)
{
    public string Name { get; } = name;

    public string TypeName { get; } = typeName;

    public string ValueText { get; } = valueText;
}
