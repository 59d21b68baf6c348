using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Viewer.Tests;

public sealed class BagTests : IDisposable
{
    private const byte Playing = 0, Paused = 1, Ended = 3;

    private readonly TestBag _bag = new(pictures: 40);

    public void Dispose() => _bag.Dispose();

    [Fact]
    public void The_range_of_time_is_told()
    {
        using var viewer = Serve(paused: true);
        using var client = new TestClient(viewer);
        var info = client.ReadText("serverInfo");
        Assert.Contains("playbackControl",
            info.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(TestBag.StartNs, Nanoseconds(info.GetProperty("dataStartTime")));
        Assert.Equal(TestBag.StartNs + (39 * TestBag.PeriodNs), Nanoseconds(info.GetProperty("dataEndTime")));
        Assert.Equal(Paused, client.ReadBinary(5)[1]);
    }

    [Fact]
    public void A_paused_bag_shows_the_moment_that_it_stands_at_to_everybody()
    {
        using var viewer = Serve(paused: true);
        for (var i = 0; i < 2; i++)
        {
            using var client = new TestClient(viewer);
            Assert.Equal(0, PictureOf(client.ReadMessage(client.Subscribe("/camera/image_raw"))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(39)]
    public void A_seek_shows_the_last_message_before_its_time(int picture)
    {
        using var viewer = Serve(paused: true);
        using var client = new TestClient(viewer);
        var id = client.Subscribe("/camera/image_raw");
        client.ReadMessage(id);
        Control(client, play: false, speed: 1, TestBag.StartNs + (picture * TestBag.PeriodNs) + 1000, "there");
        var state = client.ReadBinary(5);
        while (state.Length == 19) state = client.ReadBinary(5);
        Assert.Equal("there", Encoding.UTF8.GetString(state.AsSpan(19)));
        Assert.Equal(1, state[14]);
        Assert.Equal(picture, PictureOf(client.ReadMessage(id)));
    }

    [Fact]
    public void It_plays_in_order_to_its_end_and_once_more_from_the_start()
    {
        using var viewer = Serve(paused: true);
        using var client = new TestClient(viewer);
        var id = client.Subscribe("/camera/image_raw");
        Assert.Equal(0, PictureOf(client.ReadMessage(id)));
        Control(client, play: true, speed: 4, TestBag.StartNs + (30 * TestBag.PeriodNs), "a");
        for (var i = 30; i < 40; i++) Assert.Equal(i, PictureOf(client.ReadMessage(id)));

        // What playback does is told before pictures that still wait.
        while (client.LastPlayback![1] != Ended) client.ReadBinary(5);
        Control(client, play: true, speed: 4, null, "b");
        while (client.LastPlayback[1] != Playing) client.ReadBinary(5);
        for (var i = 0; i < 5; i++) Assert.Equal(i, PictureOf(client.ReadMessage(id)));
    }

    [Fact]
    public void It_waits_for_its_first_client()
    {
        using var viewer = Serve(paused: false);
        Thread.Sleep(300);
        using var client = new TestClient(viewer);
        var id = client.Subscribe("/camera/image_raw");
        for (var i = 0; i < 3; i++) Assert.Equal(i, PictureOf(client.ReadMessage(id)));
    }

    private ViewerServer Serve(bool paused) =>
        new(new ViewerOptions { Port = 0 }, new Recorded.BagSource(_bag.Open(), paused: paused));

    private static void Control(TestClient client, bool play, float speed, long? seekNs, string id)
    {
        var message = new byte[19 + id.Length];
        (message[0], message[1], message[6]) = (3, (byte)(play ? 0 : 1), (byte)(seekNs is null ? 0 : 1));
        BinaryPrimitives.WriteSingleLittleEndian(message.AsSpan(2), speed);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(7), seekNs ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(15), id.Length);
        Encoding.UTF8.GetBytes(id, message.AsSpan(19));
        client.Send(message);
    }

    // Which picture it is, by its grey and by its time.
    private static int PictureOf((long TimeNs, byte[] Cdr) received)
    {
        var message = new Image();
        Image.Deserialize(received.Cdr, message);
        var picture = (int)((received.TimeNs - TestBag.StartNs) / TestBag.PeriodNs);
        Assert.Equal(TestBag.LevelOf(picture), message.Data[0]);
        return picture;
    }

    private static long Nanoseconds(JsonElement time) =>
        (time.GetProperty("sec").GetInt64() * 1_000_000_000) + time.GetProperty("nsec").GetInt64();
}
