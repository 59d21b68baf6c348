using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Ros2DotNet.Generator;

/// <summary>RIHS01: SHA-256 over the type description as JSON (REP 2011, REP 2016).</summary>
internal static class TypeHash
{
    public static string Compute(MessageCatalog catalog, MessageSpec message)
    {
        var json = new StringBuilder("{\"type_description\": ");
        AppendDescription(json, message);
        json.Append(", \"referenced_type_descriptions\": [");
        var references =
            catalog.References(message).OrderBy(referred => referred.FullName, StringComparer.Ordinal).ToList();
        for (var i = 0; i < references.Count; i++)
        {
            json.Append(i > 0 ? ", " : "");
            AppendDescription(json, references[i]);
        }

        json.Append("]}");
        using var sha256 = SHA256.Create();
        var hash = sha256.ComputeHash(Encoding.UTF8.GetBytes(json.ToString()));
        return "RIHS01_" + string.Concat(hash.Select(octet => octet.ToString("x2")));
    }

    private static void AppendDescription(StringBuilder json, MessageSpec message)
    {
        json.Append("{\"type_name\": \"").Append(message.FullName).Append("\", \"fields\": [");
        if (message.Fields.Count == 0)
        {
            AppendField(json, "structure_needs_at_least_one_member", new FieldType("uint8", FieldShape.Single, 0, 0));
        }

        for (var i = 0; i < message.Fields.Count; i++)
        {
            json.Append(i > 0 ? ", " : "");
            AppendField(json, message.Fields[i].Name, message.Fields[i].Type);
        }

        json.Append("]}");
    }

    private static void AppendField(StringBuilder json, string name, FieldType type)
    {
        json.Append("{\"name\": \"").Append(name).Append("\", \"type\": {\"type_id\": ").Append(TypeId(type))
            .Append(", \"capacity\": ").Append(type.Capacity)
            .Append(", \"string_capacity\": ").Append(type.StringCapacity)
            .Append(", \"nested_type_name\": \"").Append(type.IsMessage ? type.Name : "").Append("\"}}");
    }

    private static int TypeId(FieldType type)
    {
        var id = type.Primitive?.TypeId ?? 1;
        if (type.StringCapacity > 0)
        {
            // Bounded strings follow their unbounded kinds: string 17 -> 21, wstring 18 -> 22.
            id += 4;
        }

        return id + type.Shape switch
        {
            FieldShape.FixedArray => 48,
            FieldShape.BoundedSequence => 96,
            FieldShape.Sequence => 144,
            _ => 0,
        };
    }
}
