using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Perception.Cli.Commands;
using Perception.Viewer;

namespace Perception.Cli.View;

/// <summary>Where a viewer listens, as options of a command.</summary>
internal sealed class ViewingOptions
{
    private readonly Option<int> _port =
        Options.Number("--port", "port of the page and of the Foxglove server", ViewerOptions.DefaultPort, 0, 65535);
    private readonly Option<string> _address = new("--address")
    {
        Description = "address to listen on; 0.0.0.0: every one of this machine",
        DefaultValueFactory = _ =>
            "127.0.0.1",
        HelpName = "address",
    };

    private readonly Option<string?> _token =
        Options.Optional("--token", "let in only who knows this word, as ?token= of the address");

    public void AddTo(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_address);
        command.Options.Add(_token);
    }

    /// <exception cref="UsageException">The address is none.</exception>
    public ViewerOptions Read(ParseResult result)
    {
        var address = result.GetRequiredValue(_address);
        return new ViewerOptions
        {
            Port = result.GetValue(_port),
            Address = IPAddress.TryParse(address == "localhost" ? "127.0.0.1" : address, out var parsed)
                ? parsed
                : throw new UsageException($"--address '{address}' is no IP address, such as 127.0.0.1 or 0.0.0.0"),
            Token = result.GetValue(_token) is { Length: > 0 } token ? token : null,
        };
    }

    /// <summary>What the user is told when it runs.</summary>
    public string Describe(ParseResult result, ViewerServer viewer)
    {
        var token = result.GetValue(_token) is { Length: > 0 } given ? $"?token={Uri.EscapeDataString(given)}" : "";
        var url = viewer.Url.Replace("0.0.0.0", Dns.GetHostName()).Replace("[::]", Dns.GetHostName());
        return $"viewer: {url}{token} in a browser, ws{url[4..]}{token} in Foxglove; Ctrl-C ends it";
    }
}
