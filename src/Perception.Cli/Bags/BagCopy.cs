using Perception.Cli.Output;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>Writes messages of bags into a new one. What is damaged is left out and named.</summary>
internal static class BagCopy
{
    public static int Run(IReadOnlyList<string> from, string to, BagWriteOptions options, Func<Bag, BagFilter> choose)
    {
        using var bag = Bag.Open(from, new BagReadOptions { SkipDamage = true });
        var filter = choose(bag);
        var metadata = bag.HasMetadataFile ? bag.Metadata : null;
        using var writer = new BagWriter(to, options with
        {
            RosDistro = metadata is { RosDistro.Length: > 0 } ? metadata.RosDistro : options.RosDistro,
            CustomData = metadata?.CustomData ?? options.CustomData,
        });
        var topics = new Dictionary<BagTopic, BagTopic>(ReferenceEqualityComparer.Instance);
        foreach (var topic in bag.Topics.Where(topic => filter.Topics is null || filter.Topics(topic)))
        {
            topics.Add(topic, writer.AddTopic(topic));
        }

        using var interrupt = new Interrupt();
        var total = bag.Topics.Where(topics.ContainsKey).Sum(topic => topic.MessageCount);
        using (var progress = new CountBar("copying", total))
        using (var cursor = bag.ReadMessages(filter))
        {
            while (!interrupt.IsRequested && cursor.MoveNext())
            {
                var message = cursor.Current;
                writer.Write(topics[message.Topic], message.LogTimeNs, message.Data, message.PublishTimeNs,
                    message.Sequence);
                progress.Tick();
            }
        }

        var written = writer.Close();
        foreach (var problem in bag.Problems) Console.Error.WriteLine($"perception: {problem}");
        Console.WriteLine($"{to}: {written.MessageCount} messages in {written.Files.Count} " +
            $"{(written.Files.Count == 1 ? "file" : "files")}");
        return bag.Problems.Count == 0 && !interrupt.IsRequested ? ExitCode.Success : ExitCode.PartialFailure;
    }
}
