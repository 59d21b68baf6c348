using System.Collections.Generic;

namespace Ros2DotNet.Generator;

/// <summary>A parsed <c>.msg</c> file, or one half of a <c>.srv</c> file.</summary>
internal sealed class MessageSpec(string package, string name, string kind = "msg")
{
    public string Package { get; } = package;

    public string Name { get; } = name;

    /// <summary><c>msg</c> or <c>srv</c>.</summary>
    public string Kind { get; } = kind;

    public string FullName { get; } = $"{package}/{kind}/{name}";

    /// <summary>The name of the class: <c>SetBool_Request</c> becomes <c>SetBoolRequest</c>.</summary>
    public string ClassName { get; } = name.Replace("_", "");

    /// <summary>Whether it counts for the type hashes of others only and gets no class.</summary>
    public bool IsForHashOnly { get; set; }

    /// <summary>The service whose request this is; null for everything else.</summary>
    public ServiceSpec? Service { get; set; }

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
