namespace Ros2DotNet;

/// <summary>Rules of ROS 2 names and how they appear in DDS.</summary>
public static class RosNames
{
    /// <summary>DDS allows 255 bytes; prefixes take 8.</summary>
    public const int MaximumTopicLength = 247;

    /// <summary>Null if <paramref name="name"/> can name a node, else what is wrong with it.</summary>
    public static string? NodeNameProblem(string name) => name switch
    {
        "" => "a node's name must not be empty",
        _ when char.IsAsciiDigit(name[0]) => $"the node name '{name}' starts with a digit",
        _ when name.Any(c => !IsWordCharacter(c)) =>
            $"the node name '{name}' may only hold letters, digits and underscores",
        _ when name.Length > 255 => $"the node name of {name.Length} characters exceeds 255",
        _ => null,
    };

    /// <summary>Null if <paramref name="name"/> is an absolute namespace, else what is wrong with it.</summary>
    public static string? NamespaceProblem(string name) =>
        name == "/" ? null
        : !name.StartsWith('/') ? $"the namespace '{name}' does not start with '/'"
        : name.Length > 245 ? $"the namespace of {name.Length} characters exceeds 245"
        : TokenProblem(name, "namespace");

    /// <summary>Expands a relative, private (<c>~/</c>) or absolute topic name.</summary>
    /// <exception cref="RosNameException">The name breaks a rule; says which.</exception>
    public static string Expand(string name, string nodeNamespace, string nodeName)
    {
        var prefix = nodeNamespace == "/" ? "" : nodeNamespace;
        var expanded = name switch
        {
            "" => throw new RosNameException("a topic name must not be empty"),
            "~" => $"{prefix}/{nodeName}",
            _ when name.StartsWith("~/", StringComparison.Ordinal) => $"{prefix}/{nodeName}{name[1..]}",
            _ when name[0] == '~' =>
                throw new RosNameException($"the topic name '{name}' has '~' without a '/' after it"),
            _ when name[0] == '/' => name,
            _ => $"{prefix}/{name}",
        };
        expanded = expanded.Replace("{node}", nodeName)
            .Replace("{ns}", prefix.TrimStart('/')).Replace("{namespace}", prefix.TrimStart('/'));
        if (TokenProblem(expanded, "topic") is { } problem)
        {
            throw new RosNameException(problem);
        }

        return expanded.Length <= MaximumTopicLength
            ? expanded
            : throw new RosNameException($"the topic name '{expanded}' has {expanded.Length} characters, at most " +
                $"{MaximumTopicLength} are allowed");
    }

    /// <summary>Null if <paramref name="name"/> can be expanded in some node, else what is wrong with it.</summary>
    internal static string? ExpansionProblem(string name)
    {
        try
        {
            Expand(name, "/", "node");
            return null;
        }
        catch (RosNameException e)
        {
            return e.Message;
        }
    }

    /// <summary><c>sensor_msgs/msg/Image</c> to <c>sensor_msgs::msg::dds_::Image_</c>.</summary>
    public static string ToDdsType(string rosType)
    {
        var parts = rosType.Split('/');
        return parts.Length == 3
            ? $"{parts[0]}::{parts[1]}::dds_::{parts[2]}_"
            : throw new RosNameException($"'{rosType}' is not of the form pkg/msg/Type");
    }

    /// <summary>The reverse of <see cref="ToDdsType"/>; null for types that are not of ROS.</summary>
    public static string? FromDdsType(string ddsType)
    {
        var at = ddsType.IndexOf("dds_::", StringComparison.Ordinal);
        return at > 0 && ddsType.EndsWith('_')
            ? (ddsType[..at] + ddsType[(at + "dds_::".Length)..^1]).Replace("::", "/")
            : null;
    }

    private static string? TokenProblem(string name, string kind)
    {
        foreach (var token in name[1..].Split('/'))
        {
            if (token.Length == 0)
            {
                return $"the {kind} name '{name}' has an empty part";
            }

            if (char.IsAsciiDigit(token[0]))
            {
                return $"the {kind} name '{name}' has a part that starts with a digit: '{token}'";
            }

            if (token.FirstOrDefault(c => !IsWordCharacter(c)) is var bad and not '\0')
            {
                return $"the {kind} name '{name}' holds '{bad}'; letters, digits, underscores and '/' are allowed";
            }
        }

        return null;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
