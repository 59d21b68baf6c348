namespace Ros2DotNet;

/// <summary>One <c>[node:]from:=to</c>.</summary>
internal sealed record RemapRule(string? NodeName, string From, string To)
{
    public static RemapRule Parse(string text)
    {
        var at = text.IndexOf(":=", StringComparison.Ordinal);
        if (at <= 0 || at + 2 >= text.Length)
        {
            throw new RosArgumentException($"the remap rule '{text}' is not of the form from:=to");
        }

        var from = text[..at];
        var to = text[(at + 2)..];
        string? node = null;
        if (from.IndexOf(':') is var colon and >= 0)
        {
            node = from[..colon];
            from = from[(colon + 1)..];
        }

        var problem = from switch
        {
            "__node" or "__name" => RosNames.NodeNameProblem(to),
            "__ns" => RosNames.NamespaceProblem(to),
            "" => "there is nothing to remap from",
            _ => null,
        };
        return problem is null ? new RemapRule(node, from, to) : throw new RosArgumentException($"the remap rule '{text}' is wrong: {problem}");
    }

    public bool AppliesTo(string nodeName) => NodeName is null || NodeName == nodeName;
}
