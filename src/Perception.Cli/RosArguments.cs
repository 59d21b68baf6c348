namespace Perception.Cli;

/// <summary>The command line of any ROS program: its own arguments, and those between <c>--ros-args</c> and the next
/// <c>--</c>, which the ROS library reads by its own grammar.</summary>
internal sealed record RosArguments(string[] Own, string[] Ros)
{
    public static RosArguments Split(IEnumerable<string> args)
    {
        List<string> own = [], ros = [];
        var inRos = false;
        foreach (var arg in args)
        {
            if (!inRos && arg == "--ros-args")
            {
                inRos = true;
                ros.Add(arg);
            }
            else if (inRos && arg == "--")
            {
                inRos = false;
                ros.Add(arg);
            }
            else
            {
                (inRos ? ros : own).Add(arg);
            }
        }

        return new RosArguments([.. own], [.. ros]);
    }
}
