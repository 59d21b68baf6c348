namespace Ros2DotNet;

/// <summary>
/// One <c>[node:]from:=to</c>; <c>rostopic://</c> or <c>rosservice://</c> right before the name limits it to that kind.
/// </summary>
internal sealed record RemapRule(string? NodeName, string From, string To, RemapKind? Kind = null)
{
    private const string TopicScheme = "rostopic://";
    private const string ServiceScheme = "rosservice://";

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
        if (from.IndexOf(':') is var colon and >= 0 && !from.AsSpan(colon).StartsWith("://"))
        {
            node = from[..colon];
            from = from[(colon + 1)..];
        }

        RemapKind? kind = null;
        if (from.StartsWith(TopicScheme, StringComparison.Ordinal))
        {
            (kind, from) = (RemapKind.Topic, from[TopicScheme.Length..]);
        }
        else if (from.StartsWith(ServiceScheme, StringComparison.Ordinal))
        {
            (kind, from) = (RemapKind.Service, from[ServiceScheme.Length..]);
        }

        var problem = from switch
        {
            "__node" or "__name" => RosNames.NodeNameProblem(to),
            "__ns" => RosNames.NamespaceProblem(to),
            "" => "there is nothing to remap from",
            _ => RosNames.ExpansionProblem(from) ?? RosNames.ExpansionProblem(to),
        };
        return problem is null
            ? new RemapRule(node, from, to, kind)
            : throw new RosArgumentException($"the remap rule '{text}' is wrong: {problem}");
    }

    public bool IsOf(RemapKind kind) =>
        !From.StartsWith("__", StringComparison.Ordinal) && (Kind is null || Kind == kind);

    public bool AppliesTo(string nodeName) => NodeName is null || NodeName == nodeName;
}
