using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>Messages of a bag as YAML: by the bag's own definition, otherwise by the compiled type.</summary>
internal sealed class MessagePrinter
{
    private readonly Dictionary<BagTopic, Func<byte[], string>> _decoders = new(ReferenceEqualityComparer.Instance);

    public string Print(in BagMessage message, bool withTopic)
    {
        if (!_decoders.TryGetValue(message.Topic, out var decode))
        {
            _decoders.Add(message.Topic, decode = Decoder(message.Topic));
        }

        var head = withTopic ? $"topic: {message.Topic.Name}\nlog_time: {message.LogTimeNs}\n" : "";
        return head + decode(message.Data.ToArray());
    }

    private static Func<byte[], string> Decoder(BagTopic topic)
    {
        if (topic is { Definition: { Encoding: "ros2msg", Text.Length: > 0 } definition, SerializationFormat: "cdr" })
        {
            var schema = MessageSchema.Parse(topic.Type, definition.Text);
            return cdr => $"{schema.Decode(cdr)}";
        }

        return MessageTypes.TryGet(topic.Type, out var type)
            ? cdr => $"{type.Deserialize(cdr)}"
            : throw new UsageException(
                $"{topic.Name} carries {topic.Type}, which neither the bag defines as ros2msg nor this program knows");
    }
}
