using Perception.Cli.Output;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary>
/// A context and node for a command that looks around for a moment; its name is hidden, as that of the ros2 command is.
/// </summary>
internal sealed class ToolNode : IDisposable
{
    /// <summary>Time that discovery takes on a quiet network.</summary>
    public static readonly TimeSpan DiscoveryTime = TimeSpan.FromSeconds(1);

    public ToolNode(string[] rosArguments)
    {
        Context = new RosContext(rosArguments);
        Node = Context.CreateNode($"_perception_{Environment.ProcessId}",
            options: new NodeOptions { ParameterServices = false, Rosout = false });
        OutputReader.WhenGone(Context.RequestShutdown);
    }

    public RosContext Context { get; }

    public Node Node { get; }

    public RosGraph Graph => Context.Graph;

    /// <summary>Cancelled by Ctrl-C and SIGTERM, and when nobody reads the output any more.</summary>
    public CancellationToken Stop => Context.Shutdown;

    /// <summary>Gives discovery its time.</summary>
    public void Discover() => Context.Shutdown.WaitHandle.WaitOne(DiscoveryTime);

    /// <summary>Waits for what the user named to appear; false when it did not.</summary>
    public bool WaitFor(Func<RosGraph, bool> appears) =>
        Graph.WaitForAsync(appears, TimeSpan.FromSeconds(5), Context.Shutdown).GetAwaiter().GetResult();

    public void Dispose() => Context.Dispose();

    /// <summary>Whether a name is one of a tool, which lists leave out.</summary>
    public static bool IsHidden(string name) => name.Split('/').Any(part => part.StartsWith('_'));

    /// <summary>A name as the user may have shortened it.</summary>
    public static string FullName(string name) => name.StartsWith('/') ? name : "/" + name;
}
