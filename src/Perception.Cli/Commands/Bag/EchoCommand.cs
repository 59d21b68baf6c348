using System.CommandLine;
using Perception.Cli.Bags;
using Perception.Cli.Commands.Ros;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag echo</c>: prints messages by the definitions that the bag itself carries.</summary>
internal static class EchoCommand
{
    public static Command Create()
    {
        var path = BagOptions.Path();
        var topic = new Argument<string?>("TOPIC")
        {
            Description = "name of the topic; all where missing",
            Arity = ArgumentArity.ZeroOrOne
        };
        var count = Options.Number("--count", "stop after so many messages; 0: at the end", 0, 0, int.MaxValue);
        var command = new Command("echo", "Prints messages as YAML.") { path, topic, count };
        command.SetAction(result =>
        {
            using var bag = Ros2DotNet.Bags.Bag.Open(result.GetRequiredValue(path));
            var wanted = result.GetValue(topic) is { } name ? [ToolNode.FullName(name)] : Array.Empty<string>();
            using var cursor = bag.ReadMessages(new BagFilter { Topics = TopicChoice.Of(bag, wanted) });
            var printer = new MessagePrinter();
            for (var printed = 0; cursor.MoveNext();)
            {
                Console.Write($"{printer.Print(cursor.Current, withTopic: wanted.Length == 0)}---\n");
                if (++printed == result.GetValue(count)) break;
            }

            return ExitCode.Success;
        });
        return command;
    }
}
