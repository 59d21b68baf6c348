using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Viewer;
using Perception.Viewer.Live;
using Ros2DotNet;

namespace Perception.Cli.View;

/// <summary>A viewer beside a node in the same process: <c>--view [PORT]</c>. It is a participant of its own, so that
/// the node's names, remappings and threads are the node's alone.</summary>
internal sealed class NodeViewer : IDisposable
{
    private readonly RosContext _context;
    private readonly ViewerServer _server;

    private NodeViewer(RosContext context, ViewerServer server) => (_context, _server) = (context, server);

    public static Option<int?> Option { get; } = CreateOption();

    /// <summary>Null where nobody asked for one.</summary>
    public static NodeViewer? Start(ParseResult result, string[] rosArguments)
    {
        if (result.GetResult(Option) is null) return null;
        var context = new RosContext(Kept(rosArguments));
        try
        {
            var server =
                new ViewerServer(new ViewerOptions { Port = result.GetValue(Option) ?? ViewerOptions.DefaultPort },
                new LiveSource(context, ViewCommand.Definition));
            Console.Error.WriteLine($"viewer: {server.Url} in a browser, ws{server.Url[4..]} in Foxglove");
            return new NodeViewer(context, server);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _context.Dispose();
    }

    private static Option<int?> CreateOption() => new("--view")
    {
        Description = $"also show everything in a browser, on this port of this machine ({ViewerOptions.DefaultPort})",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "port",
        CustomParser = result =>
        {
            if (result.Tokens is not [var token]) return null;
            if (int.TryParse(token.Value, out var port) && port is >= 0 and <= 65535) return port;
            result.AddError($"--view '{token.Value}' is not a port from 0 to 65535");
            return null;
        },
    };

    // Names and parameters are meant for the node; the enclave is the process's.
    private static string[] Kept(string[] arguments)
    {
        var at = Array.FindIndex(arguments, argument => argument is "--enclave" or "-e");
        return at >= 0 && at + 1 < arguments.Length ? ["--ros-args", "--enclave", arguments[at + 1]] : [];
    }
}
