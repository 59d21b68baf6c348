using System.CommandLine;
using Perception.Cli.Bags;
using Perception.Cli.View;
using Perception.Viewer;
using Perception.Viewer.Live;
using Perception.Viewer.Recorded;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands;

/// <summary>
/// <c>perception view</c>: a web page and a Foxglove server for the topics of the domain, or for a bag.
/// </summary>
internal static class ViewCommand
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);

    public static Command Create(string[] rosArguments)
    {
        var bag = Options.Optional("--bag", "a bag, or a file of one, instead of what is live");
        var paused = Options.Flag("--start-paused", "with --bag: wait until play is pressed");
        var viewing = new ViewingOptions();
        var command = new Command("view", "Shows images, boxes, masks, lanes, clouds and figures in a browser, and " +
            "serves Foxglove.")
        {
            bag, paused
        };
        viewing.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(paused) && result.GetValue(bag) is null)
            {
                throw new UsageException("--start-paused is for a bag: give it with --bag");
            }
            return result.GetValue(bag) is { } path
                ? ShowBag(path, result.GetValue(paused), viewing, result)
                : ShowDomain(rosArguments, viewing, result);
        });
        return command;
    }

    /// <summary>Types that are not compiled in, from a sourced ROS 2 workspace.</summary>
    public static string? Definition(string type) =>
        InstalledDefinitions.Find(type, Environment.GetEnvironmentVariable("AMENT_PREFIX_PATH"));

    private static int ShowDomain(string[] rosArguments, ViewingOptions viewing, ParseResult result)
    {
        var options = viewing.Read(result);
        using var context = new RosContext(rosArguments);
        using var viewer = new ViewerServer(options, new LiveSource(context, Definition));
        Console.Error.WriteLine(viewing.Describe(result, viewer));
        context.Shutdown.WaitHandle.WaitOne();
        return ExitCode.Success;
    }

    // A bag needs nothing of DDS.
    private static int ShowBag(string path, bool paused, ViewingOptions viewing, ParseResult result)
    {
        var options = viewing.Read(result);
        var bag = Ros2DotNet.Bags.Bag.Open(path, new BagReadOptions { SkipDamage = true });
        using var interrupt = new Interrupt();
        using var viewer = new ViewerServer(options, new BagSource(bag, Definition, paused));
        Console.Error.WriteLine(viewing.Describe(result, viewer));
        while (!interrupt.IsRequested) Thread.Sleep(PollPeriod);
        return ExitCode.Success;
    }
}
