using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>The <c>--ros-args</c> of a command line (rcl's grammar); everything else is the application's.</summary>
internal sealed class RosArguments
{
    public List<string> Application { get; } = [];

    public List<RemapRule> Remaps { get; } = [];

    public List<ParameterOverride> Parameters { get; } = [];

    public string Enclave { get; private set; } = "/";

    public LogLevel LogLevel { get; private set; } = LogLevel.Information;

    public Dictionary<string, LogLevel> LoggerLevels { get; } = [];

    public bool LogToConsole { get; private set; } = true;

    public bool LogToRosout { get; private set; } = true;

    /// <summary>What the first fitting rule makes of a special name such as <c>__node</c>; null without one.</summary>
    public string? Remapped(string nodeName, string what) =>
        Remaps.Find(rule => rule.From == what && rule.AppliesTo(nodeName))?.To;

    /// <summary>The full name of a topic or service after expansion and the first fitting rule.</summary>
    /// <exception cref="RosNameException">The name breaks a rule.</exception>
    public string Resolve(string name, string nodeNamespace, string nodeName, RemapKind kind)
    {
        var expanded = RosNames.Expand(name, nodeNamespace, nodeName);
        foreach (var rule in Remaps)
        {
            if (rule.IsOf(kind) &&
                rule.AppliesTo(nodeName) && RosNames.Expand(rule.From, nodeNamespace, nodeName) == expanded)
            {
                return RosNames.Expand(rule.To, nodeNamespace, nodeName);
            }
        }

        return expanded;
    }

    public static RosArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new RosArguments();
        var inRos = false;
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (!inRos)
            {
                inRos = arg == "--ros-args";
                if (!inRos)
                {
                    parsed.Application.Add(arg);
                }

                continue;
            }

            switch (arg)
            {
                case "--":
                    inRos = false;
                    break;
                case "--ros-args":
                    break;
                case "-r" or "--remap":
                    parsed.Remaps.Add(RemapRule.Parse(Value(args, ref i)));
                    break;
                case "-p" or "--param":
                    parsed.Parameters.Add(ParameterOverride.Parse(Value(args, ref i)));
                    break;
                case "--params-file":
                    parsed.Parameters.AddRange(ParameterFile.Read(Value(args, ref i)));
                    break;
                case "-e" or "--enclave":
                    parsed.Enclave = Value(args, ref i);
                    break;
                case "--log-level":
                    parsed.SetLogLevel(Value(args, ref i));
                    break;
                case "--log-config-file" or "--log-file-name":
                    Value(args, ref i);
                    break;
                case "--enable-stdout-logs" or "--disable-stdout-logs":
                    parsed.LogToConsole = arg.StartsWith("--enable", StringComparison.Ordinal);
                    break;
                case "--enable-rosout-logs" or "--disable-rosout-logs":
                    parsed.LogToRosout = arg.StartsWith("--enable", StringComparison.Ordinal);
                    break;
                case "--enable-external-lib-logs" or "--disable-external-lib-logs":
                    break;
                default:
                    throw new RosArgumentException(
                        $"'{arg}' after --ros-args is not a ROS argument; allowed are -r, -p, --params-file, " +
                        "--log-level, -e and --{enable,disable}-{stdout,rosout,external-lib}-logs, and -- ends them");
            }
        }

        return parsed;
    }

    private static string Value(IReadOnlyList<string> args, ref int i) => i + 1 < args.Count
        ? args[++i]
        : throw new RosArgumentException($"'{args[i]}' is the last argument and needs a value after it");

    private void SetLogLevel(string text)
    {
        var at = text.IndexOf(":=", StringComparison.Ordinal);
        var level = LogSeverity.Parse(at < 0 ? text : text[(at + 2)..])
            ?? throw new RosArgumentException(
                $"the log level '{text}' is unknown; allowed are debug, info, warn, error and fatal");
        if (at < 0)
        {
            LogLevel = level;
        }
        else
        {
            LoggerLevels[text[..at]] = level;
        }
    }
}
