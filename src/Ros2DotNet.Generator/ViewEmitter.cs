using System.Linq;

namespace Ros2DotNet.Generator;

/// <summary>
/// Writes a <c>ref struct</c> that reads a message where its CDR lies. Messages that hold sequences or arrays of
/// messages or of strings have no fixed set of spans, so they get none.
/// </summary>
internal static class ViewEmitter
{
    public static bool Supports(MessageCatalog catalog, MessageSpec message) =>
        message.Fields.Count > 0 && message.Fields.All(field => Supports(catalog, field.Type));

    private static bool Supports(MessageCatalog catalog, FieldType type) => type switch
    {
        { IsMessage: true, Shape: FieldShape.Single } => Supports(catalog, catalog[type.Name]),
        { IsString: true, Shape: FieldShape.Single } => true,
        _ => type.Primitive is { Size: > 0 },
    };

    public static string Emit(MessageSpec message)
    {
        var code = new CodeWriter();
        code.Line("// Generated from " + message.FullName + " by Ros2DotNet.Generator.")
            .Line("#nullable enable")
            .Line("namespace " + ClrNames.Namespace(message) + ";")
            .Line()
            .Line($"/// <summary><c>{message.FullName}</c> read in place: spans point into the CDR that the view was " +
                "made from.</summary>")
            .Open($"public readonly ref struct {message.ClassName}View");
        foreach (var field in message.Fields)
        {
            var encoding = field.Type.IsString ? ", UTF-8 without the final NUL" : "";
            code.Line($"/// <summary><c>{field.Name}</c>{encoding}.</summary>")
                .Line($"public {ViewType(field.Type)} {ClrNames.Member(message, field.Name)} {{ get; }}").Line();
        }

        code.Line("/// <summary>Checks the whole message and notes where its fields lie.</summary>")
            .Line("/// <exception cref=\"global::Ros2DotNet.CdrException\">The bytes are not a message of this " +
                "type.</exception>")
            .Open($"public {message.ClassName}View(global::System.ReadOnlySpan<byte> cdr)")
            .Line($"var reader = new global::Ros2DotNet.CdrReader(cdr, \"{message.FullName}\");")
            .Line("this = new(ref reader);")
            .Close().Line()
            .Open($"internal {message.ClassName}View(scoped ref global::Ros2DotNet.CdrReader reader)");
        foreach (var field in message.Fields)
        {
            var type = field.Type;
            var stringBound = type.StringCapacity > 0 ? type.StringCapacity.ToString() : "int.MaxValue";
            var bound = type.Capacity > 0 ? type.Capacity.ToString() : "int.MaxValue";
            code.Line($"reader.Field = \"{field.Name}\";")
                .Line($"{ClrNames.Member(message, field.Name)} = " + type switch
                {
                    { IsMessage: true } => $"new {ClrNames.Class(type.Name)}View(ref reader);",
                    { IsString: true } => $"reader.ReadStringSpan({stringBound});",
                    { Shape: FieldShape.Single, Name: "bool" } => "reader.ReadBool();",
                    { Shape: FieldShape.Single } => $"reader.Read<{type.Primitive!.ClrName}>();",
                    { Shape: FieldShape.FixedArray } => $"reader.ReadSpan<{type.Primitive!.ClrName}>({type.Capacity});",
                    _ => $"reader.ReadSpan<{type.Primitive!.ClrName}>(" +
                        $"reader.ReadCount({type.Primitive!.Size}, {bound}));",
                });
        }

        return code.Close().Close().ToString();
    }

    private static string ViewType(FieldType type) => type switch
    {
        { IsMessage: true } => ClrNames.Class(type.Name) + "View",
        { IsString: true } => "global::System.ReadOnlySpan<byte>",
        { Shape: FieldShape.Single } => type.Primitive!.ClrName,
        _ => $"global::System.ReadOnlySpan<{type.Primitive!.ClrName}>",
    };
}
