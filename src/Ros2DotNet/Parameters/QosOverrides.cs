using System.Globalization;

namespace Ros2DotNet;

/// <summary>
/// <c>qos_overrides./topic.publisher.depth</c> and its kin: a user's values for the QoS of an endpoint. Those that were
/// given are declared as read-only parameters, as rclcpp shows them.
/// </summary>
internal static class QosOverrides
{
    private const string Prefix = "qos_overrides.";
    private static readonly string[] Policies = ["history", "depth", "reliability", "durability", "deadline",
        "lifespan", "liveliness", "liveliness_lease_duration"];

    public static bool IsOverride(string parameter) => parameter.StartsWith(Prefix, StringComparison.Ordinal);

    public static QosProfile Apply(NodeParameters parameters, string topic, string kind, QosProfile qos)
    {
        var start = $"{Prefix}{topic}.{kind}.";
        foreach (var (name, value) in parameters.GivenUnder(start))
        {
            qos = Override(name, name[start.Length..], value, qos);
            if (!parameters.TryGet(name, out _, out _))
            {
                Declare(parameters, name, value);
            }
        }

        return qos;
    }

    private static void Declare(NodeParameters parameters, string name, object value)
    {
        var descriptor = new ParameterDescriptor { ReadOnly = true, Description = "Overrides a QoS policy." };
        if (value is long number)
        {
            parameters.Declare(name, number, descriptor);
        }
        else
        {
            parameters.Declare(name, ParameterValues.Text(value), descriptor);
        }
    }

    private static QosProfile Override(string parameter, string policy, object value, QosProfile qos) => policy switch
    {
        "history" => qos with
        {
            History = Choice(parameter, value,
                ("keep_last", HistoryPolicy.KeepLast), ("keep_all", HistoryPolicy.KeepAll)),
        },
        "depth" when value is long and > 0 and <= int.MaxValue => qos with { Depth = (int)(long)value },
        "reliability" => qos with
        {
            Reliability = Choice(parameter, value,
                ("reliable", ReliabilityPolicy.Reliable), ("best_effort", ReliabilityPolicy.BestEffort)),
        },
        "durability" => qos with
        {
            Durability = Choice(parameter, value,
                ("volatile", DurabilityPolicy.Volatile), ("transient_local", DurabilityPolicy.TransientLocal)),
        },
        "deadline" => qos with { Deadline = Duration(parameter, value) },
        "lifespan" => qos with { Lifespan = Duration(parameter, value) },
        "liveliness" => qos with
        {
            Liveliness = Choice(parameter, value,
                ("automatic", LivelinessPolicy.Automatic), ("manual_by_topic", LivelinessPolicy.ManualByTopic)),
        },
        "liveliness_lease_duration" => qos with { LivelinessLease = Duration(parameter, value) },
        "depth" => throw new RosParameterException(
            $"'{parameter}' is {ParameterValues.Text(value)}; allowed is a number above zero"),
        _ => throw new RosParameterException(
            $"'{parameter}' names no QoS policy; allowed are {string.Join(", ", Policies)}"),
    };

    private static T Choice<T>(string parameter, object value, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var (name, choice) in choices)
        {
            if (value is string text && text == name)
            {
                return choice;
            }
        }

        throw new RosParameterException($"'{parameter}' is {ParameterValues.Text(value)}; allowed are " +
            string.Join(", ", choices.ToArray().Select(choice => choice.Name)));
    }

    // Nanoseconds, as rclcpp writes durations in parameters.
    private static TimeSpan? Duration(string parameter, object value) => value is long and >= 0
        ? (long)value is 0 or long.MaxValue ? null : TimeSpan.FromTicks((long)value / 100)
        : throw new RosParameterException(string.Create(CultureInfo.InvariantCulture, $"'{parameter}' is " +
            $"{ParameterValues.Text(value)}; allowed is a number of nanoseconds"));
}
