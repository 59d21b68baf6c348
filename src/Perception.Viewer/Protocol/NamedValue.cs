namespace Perception.Viewer.Protocol;

/// <summary>A parameter.</summary>
/// <param name="Name"><c>/node.parameter</c>.</param>
/// <param name="Value">bool, long, double, string, or an array of byte, bool, long, double or string.</param>
internal readonly record struct NamedValue(string Name, object Value)
{
    /// <summary>Node and parameter of a full name; null where it has no dot.</summary>
    public static (string Node, string Parameter)? Split(string name)
    {
        var dot = name.IndexOf('.');
        return dot <= 0 || dot == name.Length - 1 ? null : (name[..dot], name[(dot + 1)..]);
    }
}
