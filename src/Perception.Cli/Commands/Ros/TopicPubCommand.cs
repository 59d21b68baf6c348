using System.CommandLine;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception topic pub</c>: publishes a message that is given as YAML.</summary>
internal static class TopicPubCommand
{
    public static Command Create(string[] rosArguments)
    {
        var topic = new Argument<string>("TOPIC") { Description = "name of the topic" };
        var type = new Argument<string>("TYPE") { Description = "message type, such as std_msgs/msg/String" };
        var values = new Argument<string>("MESSAGE")
        {
            Description = "fields as YAML, such as '{data: hello}'",
            DefaultValueFactory = _ => "{}"
        };
        var rate = Options.Number("--rate", "messages per second", 1.0, 0.001, 10_000.0);
        var count = Options.Number("--count", "stop after so many; 0: never", 0, 0, int.MaxValue);
        var once = new Option<bool>("--once", "-1")
        {
            Description = "publish one message, as soon as somebody listens"
        };
        var durability = Options.Choice("--durability", "whether late joiners get the last message", "volatile",
            "volatile", "transient_local");
        var reliability = Options.Choice("--reliability", "whether lost messages are sent again", "reliable",
            "reliable", "best_effort");
        var command = new Command("pub", "Publishes a message given as YAML.")
        {
            topic, type, values, rate, count, once, durability, reliability
        };
        command.SetAction(async (result, cancellation) =>
        {
            if (!MessageTypes.TryGet(FullType(result.GetRequiredValue(type)), out var support))
                throw new UsageException($"{result.GetRequiredValue(type)} is a type that is not compiled in" +
                    Like(result.GetRequiredValue(type)));
            var message = support.Create();
            MessageYaml.Fill(message, result.GetRequiredValue(values));
            var cdr = support.Serialize(message);
            var qos = QosProfile.Default with
            {
                Durability = ParameterEnum.Parse<DurabilityPolicy>(result.GetRequiredValue(durability)),
                Reliability = ParameterEnum.Parse<ReliabilityPolicy>(result.GetRequiredValue(reliability)),
            };
            using var tool = new ToolNode(rosArguments);
            using var publisher = tool.Node.CreateSerializedPublisher(ToolNode.FullName(result.GetRequiredValue(topic)),
                support.TypeName, support.TypeHash, qos);
            var wanted = result.GetValue(once) ? 1 : result.GetValue(count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, tool.Context.Shutdown);
            try
            {
                await publisher.WaitForSubscriberAsync(
                    result.GetValue(once) ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1), stop.Token);
                await PublishAsync(publisher, cdr, wanted, new RosRate(result.GetValue(rate)), stop.Token);
                publisher.WaitForAcknowledgements(TimeSpan.FromSeconds(1));
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how one ends it.
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task PublishAsync(SerializedPublisher publisher, byte[] cdr, int wanted, RosRate rate,
        CancellationToken stop)
    {
        for (var sent = 1; ; sent++)
        {
            publisher.Publish(cdr);
            Console.WriteLine($"publishing #{sent}");
            if (sent == wanted) return;
            await rate.SleepAsync(stop);
        }
    }

    private static string FullType(string type) =>
        type.Split('/') is [var package, var name] ? $"{package}/msg/{name}" : type;

    // Those of that name, else those of that package.
    private static string Like(string type)
    {
        var (package, name) = (type.Split('/')[0], type.Split('/')[^1]);
        string[] like = [.. Where(known => known.EndsWith($"/{name}", StringComparison.OrdinalIgnoreCase))];
        if (like.Length == 0) like = [.. Where(known => known.StartsWith($"{package}/", StringComparison.Ordinal))];
        return like.Length == 0 ? "" : $"; there are {string.Join(", ", like)}";

        static IEnumerable<string> Where(Func<string, bool> isLike) =>
            MessageTypes.All.Keys.Where(isLike).Order(StringComparer.Ordinal);
    }
}
