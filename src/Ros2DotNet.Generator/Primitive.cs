using System.Collections.Generic;

namespace Ros2DotNet.Generator;

/// <summary>
/// A primitive of the ROS 2 interface language, its C# type, size in CDR and id in type descriptions (REP 2016).
/// </summary>
internal sealed class Primitive
{
    private static readonly Dictionary<string, Primitive> All = new()
    {
        ["bool"] = new("bool", 1, 15),
        ["byte"] = new("byte", 1, 16),
        ["char"] = new("byte", 1, 3),
        ["float32"] = new("float", 4, 10),
        ["float64"] = new("double", 8, 11),
        ["int8"] = new("sbyte", 1, 2),
        ["uint8"] = new("byte", 1, 3),
        ["int16"] = new("short", 2, 4),
        ["uint16"] = new("ushort", 2, 5),
        ["int32"] = new("int", 4, 6),
        ["uint32"] = new("uint", 4, 7),
        ["int64"] = new("long", 8, 8),
        ["uint64"] = new("ulong", 8, 9),
        ["string"] = new("string", 0, 17),
        ["wstring"] = new("string", 0, 18),
    };

    private Primitive(string clrName, int size, int typeId)
    {
        ClrName = clrName;
        Size = size;
        TypeId = typeId;
    }

    public string ClrName { get; }

    /// <summary>Bytes and alignment in CDR; 0 for strings.</summary>
    public int Size { get; }

    public int TypeId { get; }

    public static Primitive? Find(string name) => All.TryGetValue(name, out var primitive) ? primitive : null;
}
