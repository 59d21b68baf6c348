using System.Collections.Generic;
using System.Linq;

namespace Ros2DotNet.Generator;

/// <summary>C# names of ROS names.</summary>
internal static class ClrNames
{
    public const string RootNamespace = "Ros2DotNet.Messages";

    /// <summary>Members that every message class or view has of itself.</summary>
    private static readonly HashSet<string> Reserved =
    [
        "TypeName", "DdsTypeName", "TypeHash", "Definition", "GetSerializedSize", "Serialize", "Deserialize",
        "AddSize", "Write", "Read", "AppendTo", "ToString", "Equals", "GetHashCode", "GetType", "MemberwiseClone",
        "ReferenceEquals", "Finalize",
    ];

    public static string Pascal(string snake) => string.Concat(
        snake.Split('_')
            .Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    public static string Namespace(MessageSpec message) => $"{RootNamespace}.{Pascal(message.Package)}";

    public static string Class(string fullName)
    {
        var parts = fullName.Split('/');
        return $"global::{RootNamespace}.{Pascal(parts[0])}.{parts[2].Replace("_", "")}";
    }

    /// <summary>C# forbids a member named like its class or like another member.</summary>
    public static string Member(MessageSpec message, string rosName)
    {
        var name = Pascal(rosName);
        return name == message.ClassName || Reserved.Contains(name) ? name + "Value" : name;
    }

    public static string Constant(MessageSpec message, ConstantSpec constant)
    {
        var name = string.Concat(constant.Name.Split('_').Where(part => part.Length > 0)
            .Select(part => part.Substring(0, 1).ToUpperInvariant() + part.Substring(1).ToLowerInvariant()));
        var taken = name == message.ClassName ||
            Reserved.Contains(name) || message.Fields.Any(field => Member(message, field.Name) == name);
        return taken || char.IsDigit(name[0]) ? name + "Constant" : name;
    }
}
