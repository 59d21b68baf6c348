using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ros2DotNet.Generator;

/// <summary>Binds the properties of a record with <c>[RosParameters]</c> to parameters of a node.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ParametersGenerator : IIncrementalGenerator
{
    private const string RecordAttribute = "Ros2DotNet.RosParametersAttribute";
    private const string PropertyAttribute = "Ros2DotNet.ParameterAttribute";

    private static readonly DiagnosticDescriptor BadParameter = new(
        "ROS002", "Property cannot be a parameter", "{0}", "Ros2DotNet", DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var records = context.SyntaxProvider.ForAttributeWithMetadataName(
            RecordAttribute, static (_, _) => true, static (found, _) => (INamedTypeSymbol)found.TargetSymbol);
        context.RegisterSourceOutput(records, static (production, record) => Generate(production, record));
    }

    private static void Generate(SourceProductionContext production, INamedTypeSymbol record)
    {
        var parameters = ImmutableArray.CreateBuilder<ParameterSpec>();
        foreach (var property in record.GetMembers().OfType<IPropertySymbol>())
        {
            var attribute = property.GetAttributes()
                .FirstOrDefault(item => item.AttributeClass?.ToDisplayString() == PropertyAttribute);
            if (attribute is null)
            {
                continue;
            }

            var parameter = new ParameterSpec(property, attribute);
            if (!parameter.IsSupported)
            {
                production.ReportDiagnostic(Diagnostic.Create(BadParameter, property.Locations.FirstOrDefault(),
                    $"'{property.Name}' is of type {property.Type.ToDisplayString()}; a parameter is bool, int, " +
                    "long, float, double, string, an enum, or an array of bool, long, double or string"));
                return;
            }

            parameters.Add(parameter);
        }

        production.AddSource($"{record.ToDisplayString()}.Parameters.g.cs",
            SourceText.From(ParametersEmitter.Emit(record, parameters.ToImmutable()), Encoding.UTF8));
    }
}
