using System.Text;

namespace Perception.Cli.Bags;

/// <summary>
/// Definitions of message types that are not compiled in, from the <c>.msg</c> files of a sourced ROS 2 workspace.
/// </summary>
internal static class InstalledDefinitions
{
    private static readonly string Delimiter = new('=', 80);

    /// <summary>The type with everything it refers to, as bags carry it; null where a file is missing.</summary>
    /// <param name="typeName"><c>pkg/msg/Type</c>.</param>
    /// <param name="prefixPath">AMENT_PREFIX_PATH: folders with a colon between them.</param>
    public static string? Find(string typeName, string? prefixPath)
    {
        var prefixes = (prefixPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder();
        var seen = new HashSet<string> { typeName };
        var pending = new Queue<string>([typeName]);
        while (pending.TryDequeue(out var type))
        {
            if (Read(type, prefixes) is not { } lines) return null;
            if (type != typeName)
            {
                text.Append(Delimiter).Append("\nMSG: ").Append(type.Replace("/msg/", "/")).Append('\n');
            }
            foreach (var line in lines)
            {
                text.Append(line).Append('\n');
                if (Dependency(line, type) is { } other && seen.Add(other)) pending.Enqueue(other);
            }
        }

        return text.ToString();
    }

    private static string[]? Read(string type, string[] prefixes)
    {
        if (type.Split('/') is not [var package, "msg", var name]) return null;
        foreach (var prefix in prefixes)
        {
            var path = Path.Combine(prefix, "share", package, "msg", name + ".msg");
            if (!File.Exists(path)) continue;
            return [.. File.ReadLines(path).Where(line => line.TrimStart() is { Length: > 0 } text && text[0] != '#')];
        }

        return null;
    }

    // Types of messages begin with a capital letter or name their package.
    private static string? Dependency(string line, string owner)
    {
        var type = line.TrimStart().Split([' ', '\t', '['], 2)[0];
        return type.Split('/') switch
        {
            [var name] when name == "Header" => "std_msgs/msg/Header",
            [{ Length: > 0 } name] when char.IsUpper(name[0]) => $"{owner.Split('/')[0]}/msg/{name}",
            [var package, var name] => $"{package}/msg/{name}",
            [_, "msg", _] => type,
            _ => null,
        };
    }
}
