using System.Linq;

namespace Ros2DotNet.Generator;

/// <summary>C# names of ROS names.</summary>
internal static class ClrNames
{
    public const string RootNamespace = "Ros2DotNet.Messages";

    public static string Pascal(string snake) => string.Concat(
        snake.Split('_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    public static string Namespace(MessageSpec message) => $"{RootNamespace}.{Pascal(message.Package)}";

    public static string Class(string fullName)
    {
        var parts = fullName.Split('/');
        return $"global::{RootNamespace}.{Pascal(parts[0])}.{parts[2]}";
    }

    /// <summary>C# forbids a member named like its class.</summary>
    public static string Member(MessageSpec message, string rosName)
    {
        var name = Pascal(rosName);
        return name == message.Name || name is "TypeName" or "TypeHash" or "Definition" or "DdsTypeName" ? name + "Value" : name;
    }

    public static string Constant(MessageSpec message, ConstantSpec constant)
    {
        var name = string.Concat(constant.Name.Split('_').Where(part => part.Length > 0)
            .Select(part => part.Substring(0, 1).ToUpperInvariant() + part.Substring(1).ToLowerInvariant()));
        var taken = name == message.Name || message.Fields.Any(field => Pascal(field.Name) == name);
        return taken || char.IsDigit(name[0]) ? name + "Constant" : name;
    }

    public static string Literal(string typeName, string text) => typeName switch
    {
        "string" or "wstring" => "\"" + Unquote(text).Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
        "bool" => text.Trim().ToLowerInvariant() is "true" or "1" ? "true" : "false",
        "float32" => text + "f",
        "float64" => text + "d",
        _ => text,
    };

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] is '"' or '\'' && text[text.Length - 1] == text[0] ? text.Substring(1, text.Length - 2) : text;
}
