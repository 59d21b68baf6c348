using Ros2DotNet;

namespace Perception.Nodes;

/// <summary>A node that can be run by its name.</summary>
/// <param name="Name">Its default name; the executable is called <c>NAME_node</c>.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Parameters">What it can be told.</param>
/// <param name="Create">Takes a ROS node over and starts to work.</param>
public sealed record NodeKind(
    string Name, string Summary, IReadOnlyList<ParameterDefinition> Parameters, Func<Node, IPerceptionNode> Create)
{
    /// <summary>What <c>ros2 run</c> and launch files call it.</summary>
    public string Executable => $"{Name}_node";

    /// <summary>The JSON Schema of its parameter file.</summary>
    public string Schema => ParameterSchema.Write(Executable, Parameters);

    /// <summary>Starts it under its default name, unless the command line gives another.</summary>
    /// <exception cref="RosParameterException">A parameter is unknown or out of range.</exception>
    public IPerceptionNode Start(RosContext context) => Create(context.CreateNode(Name));
}
