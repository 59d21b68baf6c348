using Ros2DotNet.Dds;
using Ros2DotNet.Messages.SensorMsgs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests;

[Collection("dds")]
public sealed class PubSubTests : IDisposable
{
    private readonly RosContext _first;
    private readonly RosContext _second;

    public PubSubTests()
    {
        PrivateDomain.Use();
        _first = new RosContext([]);
        _second = new RosContext([]);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void A_message_of_six_megabytes_arrives_whole()
    {
        var received = new Image();
        var count = 0;
        using var listener = _second.CreateNode("listener");
        listener.CreateSubscription<Image>("image", QosProfile.Default, image =>
        {
            received.Data.Assign(image.Data.AsSpan());
            received.Header.FrameId = image.Header.FrameId;
            Interlocked.Increment(ref count);
        });
        using var talker = _first.CreateNode("talker");
        var publisher = talker.CreatePublisher<Image>("image", QosProfile.Default);
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        var message = new Image { Width = 1920, Height = 1080, Encoding = "bgr8", Step = 5760 };
        message.Header.FrameId = "camera";
        message.Data.Resize(1920 * 1080 * 3);
        new Random(1).NextBytes(message.Data.AsSpan());

        publisher.Publish(message);

        PrivateDomain.WaitFor(() => Volatile.Read(ref count) == 1, "the image");
        Assert.True(received.Data.AsSpan().SequenceEqual(message.Data.AsSpan()));
        Assert.Equal("camera", received.Header.FrameId);
    }

    [Fact]
    public void A_late_joiner_gets_what_a_transient_local_publisher_sent_before()
    {
        using var talker = _first.CreateNode("talker");
        var publisher = talker.CreatePublisher<StringMessage>("latched", QosProfile.Latched);
        publisher.Publish(new StringMessage { Data = "for late joiners" });
        using var listener = _second.CreateNode("listener");
        string? heard = null;
        listener.CreateSubscription<StringMessage>("latched", QosProfile.Latched, message => heard = message.Data);
        PrivateDomain.WaitFor(() => heard is not null, "the latched message");
        Assert.Equal("for late joiners", heard);
    }

    [Fact]
    public void Nothing_managed_is_allocated_per_message_sent_and_taken()
    {
        using var talker = _first.CreateNode("talker");
        using var listener = _second.CreateNode("listener");
        var publisher = talker.CreatePublisher<Image>("steady", QosProfile.Default);
        var message = new Image { Width = 100, Height = 100, Encoding = "bgr8", Step = 300 };
        message.Data.Resize(100_000);
        int count = 0, whole = 0;
        long taken = 0;
        listener.CreateLoanedSubscription<Image>("steady", QosProfile.Default, loan =>
        {
            whole += new ImageView(loan.Cdr).Data.Length == 100_000 ? 1 : 0;
            loan.Dispose();
            taken = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref count, count + 1);
        });
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        var messages = SteadyState.AllocatesNothing(i =>
        {
            publisher.Publish(message);
            while (Volatile.Read(ref count) <= i)
            {
                Thread.Yield();
            }
        }, 1000, warmUp: 200, ("sent", GC.GetAllocatedBytesForCurrentThread), ("taken", () => taken));

        Assert.Equal(messages, whole);
    }

    [Fact]
    public void A_loan_outlives_its_context()
    {
        MessageLoan? kept = null;
        using (var context = new RosContext([]))
        {
            var node = context.CreateNode("both");
            var publisher = node.CreatePublisher<StringMessage>("kept_long", QosProfile.Default);
            node.CreateLoanedSubscription<StringMessage>("kept_long", QosProfile.Default, loan => kept = loan);
            PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
            publisher.Publish(new StringMessage { Data = "still here" });
            PrivateDomain.WaitFor(() => kept is not null, "the message");
        }

        // With every context gone, only the loan keeps the domain.
        Dispose();
        var read = new StringMessage();
        StringMessage.Deserialize(kept!.Cdr, read);
        kept.Dispose();
        Assert.Equal("still here", read.Data);
    }

    [Fact]
    public void A_loan_outlives_its_handler_on_another_thread()
    {
        using var talker = _first.CreateNode("talker");
        using var listener = _second.CreateNode("listener");
        var publisher = talker.CreatePublisher<StringMessage>("kept", QosProfile.Default);
        MessageLoan? kept = null;
        listener.CreateLoanedSubscription<StringMessage>("kept", QosProfile.Default, loan => kept = loan);
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        publisher.Publish(new StringMessage { Data = "still here" });
        PrivateDomain.WaitFor(() => kept is not null, "the message");
        var read = new StringMessage();
        StringMessage.Deserialize(kept!.Cdr, read);
        kept.Dispose();
        kept.Dispose();
        Assert.Equal("still here", read.Data);
    }

    [Fact]
    public void A_handler_that_throws_does_not_end_the_executor()
    {
        using var talker = _first.CreateNode("talker");
        using var listener = _second.CreateNode("listener");
        var publisher = talker.CreatePublisher<StringMessage>("failing", QosProfile.Default);
        var calls = 0;
        var subscription = listener.CreateSubscription<StringMessage>("failing", QosProfile.Default, _ =>
        {
            calls++;
            throw new InvalidOperationException("on purpose");
        });
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        publisher.Publish(new StringMessage());
        publisher.Publish(new StringMessage());
        PrivateDomain.WaitFor(() => subscription.HandlerFailures == 2, "two failures");
        Assert.Equal(2, calls);
    }

    [Fact]
    public void A_message_of_another_type_is_counted_and_skipped()
    {
        using var talker = _first.CreateNode("talker");
        using var listener = _second.CreateNode("listener");
        var publisher = talker.CreatePublisher<StringMessage>("mixed", QosProfile.Default);
        var subscription =
            listener.CreateLoanedSubscription("mixed", StringMessage.TypeName, "", QosProfile.Default, loan =>
        {
            using (loan)
            {
                Image.Deserialize(loan.Cdr, new Image());
            }
        });
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 1, "the match");
        publisher.Publish(new StringMessage { Data = "no image" });
        PrivateDomain.WaitFor(() => subscription.Malformed == 1, "the malformed message");
    }

    [Fact]
    public void The_graph_shows_type_and_hash_of_what_others_publish()
    {
        using var talker = _first.CreateNode("talker", "/camera");
        talker.CreatePublisher<Image>("~/image", QosProfile.SensorData);
        TopicEndpoint? found = null;
        PrivateDomain.WaitFor(() => (found = _second.GetEndpoints().FirstOrDefault(e => e.Topic == "/camera/talker/image")) is not null, "the endpoint");
        Assert.Equal(Image.TypeName, found!.Type);
        Assert.Equal(Image.TypeHash, found.TypeHash);
        Assert.Equal(ReliabilityPolicy.BestEffort, found.Reliability);
        Assert.True(found.IsPublisher);
    }

    [Fact]
    public void Disposing_everything_leaves_no_block_and_no_loan_behind()
    {
        var loans = MessageLoan.Outstanding;
        using (var context = new RosContext([]))
        {
            var node = context.CreateNode("short_lived");
            var publisher = node.CreatePublisher<StringMessage>("brief", QosProfile.Latched);
            publisher.Publish(new StringMessage { Data = "gone soon" });
        }

        // Cyclone keeps the key of the last instance while the domain is up.
        Dispose();
        PrivateDomain.WaitFor(() => SerdataPool.Outstanding == 0, "the return of all blocks");
        Assert.Equal(loans, MessageLoan.Outstanding);
    }
}
