using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Perception.Cli.Commands;
using Perception.Cli.Commands.Bag;
using Perception.Cli.Commands.Model;
using Perception.Cli.Commands.Ros;
using Perception.Cli.Commands.Sim;

namespace Perception.Cli;

/// <summary>
/// The <c>perception</c> executable: parses, runs, and turns what the user got wrong into one sentence.
/// </summary>
internal static class CommandLine
{
    public static int Run(string[] args)
    {
        var (own, ros) = RosArguments.Split(args);
        var result = CreateRoot(ros).Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction) return Complain(WhatIsWrong(result));
        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e) when (ConfigurationErrors.Explains(e))
        {
            return Complain(e.Message);
        }
        catch (OperationCanceledException)
        {
            // Interrupted before the answer came.
            return ExitCode.PartialFailure;
        }
    }

    private static Command CreateRoot(string[] rosArguments) =>
        new("perception", "Camera perception for ROS 2 on edge devices.")
        {
            new HelpOption(),
            new VersionOption(),
            DetectCommand.Create(),
            AnonymizeCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(),
            DoctorCommand.Create(rosArguments),
            RunCommand.Create(rosArguments),
            ContainerCommand.Create(rosArguments),
            CameraCommand.Create(rosArguments),
            WatchCommand.Create(rosArguments),
            ViewCommand.Create(rosArguments),
            TopicCommand.Create(rosArguments),
            BagCommand.Create(rosArguments),
            RosCommand.Create(rosArguments),
            ModelCommand.Create(),
            SimCommand.Create(rosArguments),
        };

    private static string WhatIsWrong(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var help = $"(see {FullName(command)} --help)";
        if (command.Action is not null)
        {
            return $"{result.Errors[0].Message.TrimEnd('.')}{RosHint(result)} {help}";
        }

        var given = result.UnmatchedTokens.Count > 0 ? $"'{result.UnmatchedTokens[0]}'" : "nothing";
        return $"{FullName(command)} wants one of {string.Join(", ", command.Subcommands.Select(c => c.Name))}, not " +
            $"{given} {help}";
    }

    private static string RosHint(ParseResult result) =>
        result.UnmatchedTokens.Any(token => token is "-p" or "-r" or "--params-file" || token.Contains(":="))
            ? "; parameters and remappings follow --ros-args" : "";

    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{FullName(parent)} {command.Name}"
            : command.Name;

    private static int Complain(string sentence)
    {
        Console.Error.WriteLine($"perception: {sentence}");
        return ExitCode.Configuration;
    }
}
