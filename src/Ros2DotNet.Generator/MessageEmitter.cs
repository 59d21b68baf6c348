using System.Linq;

namespace Ros2DotNet.Generator;

/// <summary>Writes the class of a message: fields, constants, and its CDR codec.</summary>
internal static class MessageEmitter
{
    public static string Emit(MessageCatalog catalog, MessageSpec message)
    {
        var code = new CodeWriter();
        code.Line("// Generated from " + message.FullName + " by Ros2DotNet.Generator.")
            .Line("#nullable enable")
            .Line("namespace " + ClrNames.Namespace(message) + ";")
            .Line()
            .Line($"/// <summary>ROS 2 message <c>{message.FullName}</c>.</summary>")
            .Open($"public sealed partial class {message.ClassName} : {Interface(message)}");
        EmitConstants(code, message);
        EmitFields(code, message);
        EmitFacts(code, catalog, message);
        if (message.Service is { } service)
        {
            EmitService(code, catalog, service);
        }

        EmitEntryPoints(code, message);
        EmitSize(code, message);
        EmitWrite(code, message);
        EmitRead(code, catalog, message);
        EmitText(code, message);
        return code.Close().ToString();
    }

    private static string Interface(MessageSpec message) => message.Service is { } service
        ? $"global::Ros2DotNet.IRosRequest<{message.ClassName}, {service.Response.ClassName}>"
        : $"global::Ros2DotNet.IRosMessage<{message.ClassName}>";

    private static void EmitConstants(CodeWriter code, MessageSpec message)
    {
        foreach (var constant in message.Constants)
        {
            var type = Primitive.Find(constant.TypeName)!.ClrName;
            code.Line($"/// <summary><c>{constant.Name}</c>.</summary>")
                .Line($"public const {type} {ClrNames.Constant(message, constant)} = " +
                    $"{ValueLiteral.Of(constant.TypeName, constant.ValueText)};")
                .Line();
        }
    }

    private static void EmitFields(CodeWriter code, MessageSpec message)
    {
        foreach (var field in message.Fields)
        {
            var name = ClrNames.Member(message, field.Name);
            var element = ElementType(field.Type);
            code.Line($"/// <summary><c>{field.Name}</c>.</summary>");
            switch (field.Type.Shape)
            {
                case FieldShape.Single:
                    code.Line($"public {element} {name} {{ get; set; }}{Initializer(field)}");
                    break;
                case FieldShape.FixedArray:
                    code.Line($"public {element}[] {name} {{ get; }} = {NewArray(field, element)};");
                    break;
                default:
                    code.Line($"public global::Ros2DotNet.Sequence<{element}> {name} {{ get; }} = " +
                        $"new({SequenceDefault(field)});");
                    break;
            }

            code.Line();
        }
    }

    private static string Initializer(FieldSpec field) => field.Type switch
    {
        { IsMessage: true } => " = new();",
        { IsString: true } or { IsWideString: true } =>
            $" = {(field.DefaultText is null ? "\"\"" : ValueLiteral.Of("string", field.DefaultText))};",
        _ when field.DefaultText is not null => $" = {ValueLiteral.Of(field.Type.Name, field.DefaultText)};",
        _ => "",
    };

    private static string NewArray(FieldSpec field, string element) => field switch
    {
        { DefaultText: not null } => $"new {element}[] {{ {DefaultList(field)} }}",
        { Type: { IsMessage: true } or { IsString: true } or { IsWideString: true } } =>
            $"global::Ros2DotNet.Sequence<{element}>.NewArray({field.Type.Capacity})",
        _ => $"new {element}[{field.Type.Capacity}]",
    };

    private static string SequenceDefault(FieldSpec field) =>
        field.DefaultText is null ? "" : $"[{DefaultList(field)}]";

    private static string DefaultList(FieldSpec field) =>
        string.Join(", ", ValueLiteral.ListOf(field.Type.Name, field.DefaultText!)!);

    private static void EmitFacts(CodeWriter code, MessageCatalog catalog, MessageSpec message)
    {
        code.Line("/// <inheritdoc/>")
            .Line($"public static string TypeName => \"{message.FullName}\";").Line()
            .Line("/// <inheritdoc/>")
            .Line($"public static string DdsTypeName => \"{message.Package}::{message.Kind}::dds_::{message.Name}_\";")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public static string TypeHash => \"{Generator.TypeHash.Compute(catalog, message)}\";").Line()
            .Line("/// <inheritdoc/>")
            .Line($"public static string Definition => {ValueLiteral.Quote(catalog.Definition(message))};").Line();
    }

    private static void EmitService(CodeWriter code, MessageCatalog catalog, ServiceSpec service)
    {
        code.Line("/// <inheritdoc/>")
            .Line($"public static string ServiceTypeName => \"{service.FullName}\";").Line()
            .Line("/// <inheritdoc/>")
            .Line($"public static string ServiceTypeHash => \"{Generator.TypeHash.Compute(catalog, service.Whole)}\";")
            .Line();
    }

    private static void EmitEntryPoints(CodeWriter code, MessageSpec message)
    {
        code.Line("/// <inheritdoc/>")
            .Open($"public static int GetSerializedSize({message.ClassName} message)")
            .Line("var sizer = new global::Ros2DotNet.CdrSizer();")
            .Line("message.AddSize(ref sizer);")
            .Line("return sizer.Length;")
            .Close().Line()
            .Line("/// <inheritdoc/>")
            .Open($"public static int Serialize({message.ClassName} message, global::System.Span<byte> destination)")
            .Line("var writer = new global::Ros2DotNet.CdrWriter(destination);")
            .Line("message.Write(ref writer);")
            .Line("return writer.Length;")
            .Close().Line()
            .Line("/// <inheritdoc/>")
            .Open($"public static void Deserialize(global::System.ReadOnlySpan<byte> cdr, {message.ClassName} message)")
            .Line("var reader = new global::Ros2DotNet.CdrReader(cdr, TypeName);")
            .Line("message.Read(ref reader);")
            .Close().Line();
    }

    private static void EmitSize(CodeWriter code, MessageSpec message)
    {
        code.Open("internal void AddSize(ref global::Ros2DotNet.CdrSizer sizer)");
        EmitDummy(code, message, "sizer.Add<byte>();");
        foreach (var field in message.Fields)
        {
            var name = ClrNames.Member(message, field.Name);
            var type = field.Type;
            if (type.Shape == FieldShape.Single)
            {
                code.Line(Plain(type) ? $"sizer.Add<{type.Primitive!.ClrName}>();"
                    : type.IsMessage ? $"{name}.AddSize(ref sizer);"
                    : type.IsString ? $"sizer.AddString({name});" : $"sizer.AddWideString({name});");
                continue;
            }

            if (type.Shape != FieldShape.FixedArray)
            {
                code.Line("sizer.Add<uint>();");
            }

            if (Plain(type))
            {
                code.Line($"sizer.AddArray<{type.Primitive!.ClrName}>({Length(type, name)});");
                continue;
            }

            code.Open($"foreach (var item in {Items(type, name)})")
                .Line(type.IsMessage ? "item.AddSize(ref sizer);"
                    : type.IsString ? "sizer.AddString(item);" : "sizer.AddWideString(item);")
                .Close();
        }

        code.Close().Line();
    }

    private static void EmitWrite(CodeWriter code, MessageSpec message)
    {
        code.Open("internal void Write(ref global::Ros2DotNet.CdrWriter writer)");
        EmitDummy(code, message, "writer.Write((byte)0);");
        foreach (var field in message.Fields)
        {
            var name = ClrNames.Member(message, field.Name);
            var type = field.Type;
            var bound = type.StringCapacity > 0 ? $", {type.StringCapacity}" : "";
            if (type.Shape == FieldShape.Single)
            {
                code.Line(Plain(type) ? $"writer.Write({name});"
                    : type.IsMessage ? $"{name}.Write(ref writer);"
                    : type.IsString
                        ? $"writer.WriteString({name}{bound});"
                        : $"writer.WriteWideString({name}{bound});");
                continue;
            }

            if (type.Shape != FieldShape.FixedArray)
            {
                code.Line($"writer.WriteCount({name}.Count{(type.Capacity > 0 ? $", {type.Capacity}" : "")});");
            }

            if (Plain(type))
            {
                code.Line($"writer.WriteArray<{type.Primitive!.ClrName}>({Items(type, name)});");
                continue;
            }

            code.Open($"foreach (var item in {Items(type, name)})")
                .Line(type.IsMessage ? "item.Write(ref writer);"
                    : type.IsString ? $"writer.WriteString(item{bound});" : $"writer.WriteWideString(item{bound});")
                .Close();
        }

        code.Close().Line();
    }

    private static void EmitRead(CodeWriter code, MessageCatalog catalog, MessageSpec message)
    {
        code.Open("internal void Read(ref global::Ros2DotNet.CdrReader reader)");
        EmitDummy(code, message, "reader.Read<byte>();");
        foreach (var field in message.Fields)
        {
            var name = ClrNames.Member(message, field.Name);
            var type = field.Type;
            code.Line($"reader.Field = \"{field.Name}\";");
            if (type.Shape == FieldShape.Single)
            {
                var plain = type.Name == "bool" ? "Bool()" : $"<{type.Primitive?.ClrName}>()";
                code.Line(Plain(type) ? $"{name} = reader.Read{plain};"
                    : type.IsMessage ? $"{name}.Read(ref reader);"
                    : $"{name} = reader.Read{(type.IsString ? "" : "Wide")}String({name}{Bound(type)});");
                continue;
            }

            if (type.Shape != FieldShape.FixedArray)
            {
                var minimum = Plain(type) ? type.Primitive!.Size : type.IsMessage
                    ? catalog.MinimumSize(catalog[type.Name])
                    : 4;
                code.Line($"{name}.Resize(reader.ReadCount({minimum}, " +
                    $"{(type.Capacity > 0 ? type.Capacity.ToString() : "int.MaxValue")}));");
            }

            if (Plain(type))
            {
                var read = type.Name == "bool" ? "Bools" : $"Array<{type.Primitive!.ClrName}>";
                code.Line($"reader.Read{read}({Items(type, name)});");
                continue;
            }

            code.Open($"foreach (ref var item in {Items(type, name)})")
                .Line(type.IsMessage ? "item.Read(ref reader);"
                    : $"item = reader.Read{(type.IsString ? "" : "Wide")}String(item{Bound(type)});")
                .Close();
        }

        code.Close().Line();
    }

    private static void EmitText(CodeWriter code, MessageSpec message)
    {
        code.Line("/// <summary>The message as the YAML that <c>ros2 topic echo</c> prints.</summary>")
            .Line("public override string ToString() => global::Ros2DotNet.MessageText.Format(AppendTo);").Line()
            .Open("internal void AppendTo(global::Ros2DotNet.MessageText text)");
        foreach (var field in message.Fields)
        {
            var name = ClrNames.Member(message, field.Name);
            var type = field.Type;
            code.Line((type.Shape, type.IsMessage) switch
            {
                (FieldShape.Single, true) => $"text.Message(\"{field.Name}\", {name}.AppendTo);",
                (FieldShape.Single, false) => $"text.Value(\"{field.Name}\", {name});",
                (_, true) => $"text.Messages<{ClrNames.Class(type.Name)}>(\"{field.Name}\", {Items(type, name)}, " +
                    "static (item, text) => item.AppendTo(text));",
                _ => $"text.Values<{type.Primitive!.ClrName}>(\"{field.Name}\", {Items(type, name)});",
            });
        }

        code.Close();
    }

    private static void EmitDummy(CodeWriter code, MessageSpec message, string line)
    {
        if (message.Fields.Count == 0)
        {
            // IDL has no empty structure: rosidl puts one octet there.
            code.Line(line);
        }
    }

    private static bool Plain(FieldType type) => type.Primitive is { Size: > 0 };

    private static string ElementType(FieldType type) =>
        type.IsMessage ? ClrNames.Class(type.Name) : type.Primitive!.ClrName;

    private static string Length(FieldType type, string name) =>
        type.Shape == FieldShape.FixedArray ? $"{name}.Length" : $"{name}.Count";

    private static string Items(FieldType type, string name) =>
        type.Shape == FieldShape.FixedArray ? $"global::System.MemoryExtensions.AsSpan({name})" : $"{name}.AsSpan()";

    private static string Bound(FieldType type) => type.StringCapacity > 0 ? $", {type.StringCapacity}" : "";
}
