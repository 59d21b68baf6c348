using System.CommandLine;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros</c>: what one needs of the <c>ros2</c> command where it is not installed.</summary>
internal static class RosCommand
{
    public static Command Create(string[] rosArguments) =>
        new("ros", "Looks into a ROS 2 system without a ROS installation.")
    {
        TopicCommand.Create(rosArguments), NodeCommand.Create(rosArguments), ParamCommand.Create(rosArguments),
        ServiceCommand.Create(rosArguments), LifecycleCommand.Create(rosArguments), TfCommand.Create(rosArguments),
    };
}
