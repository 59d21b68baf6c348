using Microsoft.Extensions.Logging;
using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet.Tests.Logging;

[Collection("dds")]
public sealed class LoggingTests : TestDomain
{
    [Fact]
    public void Lines_of_a_node_and_of_its_libraries_reach_rosout()
    {
        using var node = First.CreateNode("talker", "/robot");
        var lines = new List<(byte Level, string Name, string Text)>();
        using var listener = Second.CreateNode("listener");
        listener.CreateSubscription<Log>("/rosout", QosProfile.Rosout, log =>
        {
            lock (lines)
            {
                lines.Add((log.Level, log.Name, log.Msg));
            }
        });
        node.Logger.LogWarning("the lens is {State}", "dirty");
        using var provider = new RosLoggerProvider(node);
        provider.CreateLogger("Decoder").LogError(new IOException("no more bytes"), "cannot read");
        node.Logger.LogDebug("nobody sees this");

        // Late joiners get what was said before.
        PrivateDomain.WaitFor(() =>
        {
            lock (lines)
            {
                return lines.Count(line => line.Name.StartsWith("robot.", StringComparison.Ordinal)) == 2;
            }
        }, "two lines");
        lock (lines)
        {
            Assert.Contains((Log.Warn, "robot.talker", "the lens is dirty"), lines);
            Assert.Contains((Log.Error, "robot.talker.Decoder", "cannot read: no more bytes"), lines);
        }
    }

    [Fact]
    public void A_line_that_the_console_cannot_take_is_lost_and_nothing_else()
    {
        using var node = First.CreateNode("talker");
        var console = Console.Error;
        Console.SetError(new FullDisk());
        try
        {
            node.Logger.LogWarning("the disk is full");
        }
        finally
        {
            Console.SetError(console);
        }
    }

    [Fact]
    public async Task Levels_are_set_by_service_for_a_logger_and_those_below_it()
    {
        using var node = First.CreateNode("talker", options: new NodeOptions { LoggerServices = true });
        using var other = Second.CreateNode("other");
        var set = other.CreateClient<SetLoggerLevelsRequest, SetLoggerLevelsResponse>("/talker/set_logger_levels");
        Assert.True(await set.WaitForServiceAsync(Soon));
        var child = node.CreateLogger("driver");
        Assert.False(child.IsEnabled(LogLevel.Debug));

        var request = new SetLoggerLevelsRequest();
        var level = request.Levels.Add();
        (level.Name, level.Level) = ("talker", 10);
        Assert.True((await set.CallAsync(request, Soon)).Results[0].Successful);

        Assert.True(child.IsEnabled(LogLevel.Debug));
        Assert.True(node.Logger.IsEnabled(LogLevel.Debug));
        level.Level = 11;
        Assert.Equal("the level 11 is unknown; allowed are 0, 10, 20, 30, 40 and 50",
            (await set.CallAsync(request, Soon)).Results[0].Reason);
    }

    private sealed class FullDisk : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
