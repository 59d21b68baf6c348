using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Ros2DotNet.Generator;

/// <summary>One property that is a parameter.</summary>
internal sealed class ParameterSpec(IPropertySymbol property, AttributeData attribute)
{
    public string Property { get; } = property.Name;

    public string Type { get; } = property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public bool IsEnum { get; } = property.Type.TypeKind == TypeKind.Enum;

    public string Name => Argument("Name")?.Value as string ?? Snake(Property);

    public bool IsSupported => IsEnum || Type is "bool" or "int" or "long" or "float" or "double" or "string"
        or "bool[]" or "long[]" or "double[]" or "string[]";

    /// <summary>The C# of its descriptor.</summary>
    public string Descriptor()
    {
        var parts = new List<string>
        {
            $"Description = {ValueLiteral.Quote(attribute.ConstructorArguments[0].Value as string ?? "")}"
        };
        foreach (var bound in new[] { "Minimum", "Maximum", "Step" })
        {
            if (Argument(bound)?.Value is double value && !double.IsNaN(value))
            {
                parts.Add($"{bound} = {value.ToString("R", CultureInfo.InvariantCulture)}");
            }
        }

        if (IsEnum)
        {
            parts.Add($"Allowed = global::Ros2DotNet.ParameterEnum.Texts<{Type}>()");
        }
        else if (Argument("Allowed") is { IsNull: false } allowed)
        {
            parts.Add($"Allowed = new[] {{ " +
                $"{string.Join(", ", allowed.Values.Select(item => ValueLiteral.Quote(item.Value as string ?? "")))} " +
                $"}}");
        }

        if (Argument("ReadOnly")?.Value is true)
        {
            parts.Add("ReadOnly = true");
        }

        return $"new global::Ros2DotNet.ParameterDescriptor {{ {string.Join(", ", parts)} }}";
    }

    private TypedConstant? Argument(string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private static string Snake(string pascal)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pascal.Length; i++)
        {
            if (i > 0 && char.IsUpper(pascal[i]) && !char.IsUpper(pascal[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(pascal[i]));
        }

        return text.ToString();
    }
}
