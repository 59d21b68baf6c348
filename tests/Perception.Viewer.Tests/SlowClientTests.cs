using System.Net;
using System.Net.Sockets;
using System.Text;
using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Viewer.Tests;

public sealed class SlowClientTests
{
    private const string Topic = "/big";

    [Fact]
    public void Of_twenty_clients_five_that_never_read_hold_little_and_hold_nobody_up()
    {
        using var source = new ManualSource();
        using var viewer = new ViewerServer(new ViewerOptions { Port = 0 }, source);
        var silent = Enumerable.Range(0, 5).Select(_ => SubscribeAndFallSilent(viewer)).ToArray();
        var readers = Enumerable.Range(0, 15).Select(_ => new TestClient(viewer)).ToArray();
        var ids = readers.Select(reader => reader.Subscribe(Topic)).ToArray();
        Wait.For(() => source.Channel!.Subscribers.Length == 20, "the twentieth subscription");

        var message = new byte[1 << 20];
        var most = 0L;
        for (var i = 1; i <= 60; i++)
        {
            // Each reader has each message, one by one, whatever the silent ones do.
            source.Publish(i, message);
            for (var k = 0; k < readers.Length; k++) Assert.Equal(i, readers[k].ReadMessage(ids[k]).TimeNs);
            most = Math.Max(most, SharedMessage.OutstandingBytes);
        }

        // One that a silent client's socket is stuck in, one that waits for it, and one on its way.
        Assert.True(most <= 5L * 2 * message.Length + 2 * message.Length, $"{most} bytes are held");
        Assert.True(viewer.Dropped >= 5 * 50, $"only {viewer.Dropped} were dropped");
        foreach (var reader in readers) reader.Dispose();
        foreach (var socket in silent) socket.Dispose();
        Wait.For(() => viewer.ClientCount == 0 && SharedMessage.OutstandingBytes == 0,
            "the release of everything held");
    }

    [Fact]
    public void A_client_that_takes_nothing_for_too_long_is_sent_away()
    {
        using var source = new ManualSource();
        using var viewer = new ViewerServer(new ViewerOptions { Port = 0, Patience = TimeSpan.FromSeconds(1) }, source);
        using var socket = SubscribeAndFallSilent(viewer);
        Wait.For(() => source.Channel!.Subscribers.Length == 1, "the subscription");
        var message = new byte[4 << 20];
        for (var i = 0; i < 20; i++) source.Publish(i, message);
        Wait.For(() => viewer.ClientCount == 0, "the end of the session");
    }

    [Fact]
    public void Publishing_to_clients_allocates_nothing()
    {
        using var source = new ManualSource();
        using var viewer = new ViewerServer(new ViewerOptions { Port = 0 }, source);
        using var client = new TestClient(viewer);
        var id = client.Subscribe(Topic);
        Wait.For(() => source.Channel!.Subscribers.Length == 1, "the subscription");
        var message = new byte[100_000];
        var published = 0L;
        SteadyState.AllocatesNothing(i =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            source.Publish(i, message);
            published += GC.GetAllocatedBytesForCurrentThread() - before;
            client.ReadMessage(id);
        }, 100, counters: ("bytes", () => published));
    }

    // A client that subscribes, and then never reads.
    private static Socket SubscribeAndFallSilent(ViewerServer viewer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096
        };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, viewer.Port));
        socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: foxglove.sdk.v1\r\n\r\n"));
        Assert.Equal(12, socket.Receive(new byte[12]));
        var text = Encoding.UTF8.GetBytes("""{"op":"subscribe","subscriptions":[{"id":1,"channelId":1}]}""");

        // A masked text frame; a mask of zeros leaves the text as it is.
        socket.Send([0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text]);
        return socket;
    }

    private sealed class ManualSource() : ViewSource("by hand")
    {
        private ChannelHub? _hub;

        public Channel? Channel { get; private set; }

        public void Publish(long timeNs, byte[] message) => _hub!.Publish(Channel!, timeNs, message);

        public override void Dispose()
        {
        }

        internal override void Start(ChannelHub hub)
        {
            _hub = hub;
            Channel = hub.Add([new ChannelInfo(Topic, CompressedImage.TypeName, CompressedImage.Definition)])[0];
        }

        internal override void SetDemand(Channel channel, bool wanted)
        {
        }
    }
}
