using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;
using Ros2DotNet.Graph;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests.Dds;

[Collection("dds")]
public sealed class DdsReaderTests : TestDomain
{
    private static readonly QosProfile LastTen = QosProfile.Latched with { Depth = 10 };

    [Fact]
    public void A_handler_that_throws_loses_none_of_the_samples_that_were_taken_with_its_own()
    {
        using var talker = First.CreateNode("talker");
        Publish(talker, "numbers", 5);
        var seen = 0;
        using var qos = DdsQos.ForEndpoint(LastTen, "", writer: false);
        using var reader = new DdsReader(First.Participant, First.Domain, First.SystemExecutor, "rt/numbers",
            StringMessage.DdsTypeName, qos, "test", (loan, _) =>
            {
                loan.Dispose();
                Interlocked.Increment(ref seen);
                throw new InvalidOperationException("not this one");
            });

        PrivateDomain.WaitFor(() => Volatile.Read(ref seen) == 5, "all five samples");
    }

    [Fact]
    public void A_handler_that_throws_loses_none_of_what_was_discovered_with_its_own()
    {
        using var node = First.CreateNode("node");
        var writers = node.Entry().Writers.Count;
        Assert.True(writers > 5);
        var seen = 0;
        using var reader = new BuiltinReader(First.Participant, First.SystemExecutor, Ddsc.BuiltinPublications,
            (_, _) =>
            {
                Interlocked.Increment(ref seen);
                throw new InvalidOperationException("not this one");
            });

        PrivateDomain.WaitFor(() => Volatile.Read(ref seen) >= writers, "all writers of the node");
    }

    [Fact]
    public void A_handler_that_ends_its_subscription_gets_nothing_more()
    {
        using var talker = First.CreateNode("talker");
        Publish(talker, "numbers", 5);
        using var listener = First.CreateNode("listener");
        using var known = new ManualResetEventSlim();
        var handled = 0;
        Subscription? subscription = null;
        subscription = listener.CreateLoanedSubscription<StringMessage>("numbers", LastTen, loan =>
        {
            loan.Dispose();
            known.Wait();
            Interlocked.Increment(ref handled);
            subscription!.Dispose();
        });
        known.Set();

        PrivateDomain.WaitFor(() => Volatile.Read(ref handled) > 0, "the first message");
        using var after = new ManualResetEventSlim();
        using var timer = listener.CreateWallTimer(TimeSpan.FromMilliseconds(1), after.Set);
        Assert.True(after.Wait(Soon));
        Assert.Equal(1, handled);
    }

    private static void Publish(Node node, string topic, int messages)
    {
        var publisher = node.CreatePublisher<StringMessage>(topic, LastTen);
        for (var i = 0; i < messages; i++)
        {
            publisher.Publish(new StringMessage { Data = $"{i}" });
        }
    }
}
