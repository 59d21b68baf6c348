namespace Ros2DotNet.Filters;

/// <summary>Feeds inputs of synchronizers from topics. The stamp is that of the message's header.</summary>
public static class SynchronizerSubscriptions
{
    /// <summary>Subscribes with messages where they lie; no copy, no allocation.</summary>
    /// <exception cref="ArgumentException">The message does not begin with a header.</exception>
    public static Subscription SubscribeLoaned<T>(
        this SynchronizerInput<MessageLoan> input, Node node, string topic, QosProfile qos)
        where T : class, IRosMessage<T>, new()
    {
        CheckHeader<T>();
        return node.CreateLoanedSubscription<T>(topic, qos, loan =>
        {
            RosTime stamp;
            try
            {
                stamp = StampOf<T>(loan);
            }
            catch (CdrException)
            {
                loan.Dispose();
                throw;
            }

            input.Add(loan, stamp);
        });
    }

    /// <summary>Subscribes with messages as objects, a new one for each message.</summary>
    /// <exception cref="ArgumentException">The message does not begin with a header.</exception>
    public static Subscription Subscribe<T>(this SynchronizerInput<T> input, Node node, string topic, QosProfile qos)
        where T : class, IRosMessage<T>, new()
    {
        CheckHeader<T>();
        return node.CreateLoanedSubscription<T>(topic, qos, loan =>
        {
            var message = new T();
            RosTime stamp;
            using (loan)
            {
                T.Deserialize(loan.Cdr, message);
                stamp = StampOf<T>(loan);
            }

            input.Add(message, stamp);
        });
    }

    private static RosTime StampOf<T>(MessageLoan loan) where T : class, IRosMessage<T>, new()
    {
        var reader = new CdrReader(loan.Cdr, T.TypeName) { Field = "header" };
        return RosTime.FromParts(reader.Read<int>(), reader.Read<uint>());
    }

    private static void CheckHeader<T>() where T : class, IRosMessage<T>, new()
    {
        if (!T.Definition.StartsWith("std_msgs/Header ", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"{T.TypeName} does not begin with a header and cannot be synchronized by its stamp");
        }
    }
}
