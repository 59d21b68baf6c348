using System.CommandLine;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag</c>: recordings without a ROS installation.</summary>
internal static class BagCommand
{
    public static Command Create(string[] rosArguments) =>
        new("bag", "Records, plays, looks into and rewrites rosbag2 recordings.")
    {
        RecordCommand.Create(rosArguments),
        PlayCommand.Create(rosArguments),
        InfoCommand.Create(),
        EchoCommand.Create(),
        CheckCommand.Create(),
        ConvertCommand.Create(),
        FilterCommand.Create(),
        MergeCommand.Create(),
        ReindexCommand.Create(),
    };
}
