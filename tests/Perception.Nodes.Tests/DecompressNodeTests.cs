using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Imaging;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class DecompressNodeTests
{
    private const float QuantA = 100;
    private const float QuantB = 20;

    [Theory]
    [InlineData("rgb8; jpeg compressed bgr8", "default", "rgb8")]
    [InlineData("bgr8; jpeg compressed bgr8", "default", "bgr8")]
    [InlineData("mono8; jpeg compressed ", "default", "mono8")]
    [InlineData("jpeg", "default", "bgr8")]
    [InlineData("jpeg", "rgb8", "rgb8")]
    [InlineData("png", "mono8", "mono8")]
    public void Pixels_come_in_the_encoding_that_they_had_or_that_is_asked_for(string format, string asked,
        string encoding)
    {
        using var picture = Gradient();
        var file = format.StartsWith("png", StringComparison.Ordinal)
            ? PngCodec.Encode(picture)
            : JpegCodec.Encode(picture);
        Assert.True(ImageEncodings.TryParse(encoding, out var wanted));
        using var expected = ImageFile.Decode(file, wanted);

        var answer = Decompress(format, file, "-p", $"encoding:={asked}");
        Assert.Equal((encoding, 66u, 34u), (answer.Encoding, answer.Width, answer.Height));
        Assert.Equal(("front_optical_frame", 7, 9u),
            (answer.Header.FrameId, answer.Header.Stamp.Sec, answer.Header.Stamp.Nanosec));
        Assert.Equal(expected.Bytes.ToArray(), answer.Data.ToArray());
    }

    [Fact]
    public void Depth_in_millimetres_comes_as_it_was()
    {
        using var depth = Image.Rent(4, 1, PixelFormat.Depth16U);
        ushort[] levels = [0, 1, 1500, 65535];
        levels.CopyTo(MemoryMarshal.Cast<byte, ushort>(depth.Bytes));
        var answer = Decompress("16UC1; compressedDepth png", [.. DepthHeader(0, 0), .. PngCodec.Encode(depth)]);
        Assert.Equal("16UC1", answer.Encoding);
        Assert.Equal(levels, MemoryMarshal.Cast<byte, ushort>(answer.Data.AsSpan()).ToArray());
    }

    // 500, 499, 499, 0, 0 mm, packed by hand after the paper.
    [Fact]
    public void Depth_packed_as_RVL_comes_as_it_was()
    {
        byte[] rvl = [5, 0, 0, 0, 1, 0, 0, 0, 0x10, 0xF1, 0x8D, 0x03, 0x00, 0x00, 0x00, 0x20];
        var answer = Decompress("16UC1; compressedDepth rvl", [.. DepthHeader(0, 0), .. rvl]);
        Assert.Equal(("16UC1", 5u, 1u), (answer.Encoding, answer.Width, answer.Height));
        Assert.Equal([500, 499, 499, 0, 0], MemoryMarshal.Cast<byte, ushort>(answer.Data.AsSpan()).ToArray());
    }

    // compressed_depth_image_transport sends level = a / depth + b, rounded.
    [Fact]
    public void Depth_in_metres_is_what_its_quantization_says()
    {
        using var levels = Image.Rent(4, 1, PixelFormat.Depth16U);
        double[] metres = [0.5, 1, 3, 8];
        metres.Select(depth => (ushort)Math.Round(QuantA / depth + QuantB)).ToArray()
            .CopyTo(MemoryMarshal.Cast<byte, ushort>(levels.Bytes));
        MemoryMarshal.Cast<byte, ushort>(levels.Bytes)[0] = 0;
        var answer =
            Decompress("32FC1; compressedDepth png", [.. DepthHeader(QuantA, QuantB), .. PngCodec.Encode(levels)]);
        Assert.Equal("32FC1", answer.Encoding);
        var depth = MemoryMarshal.Cast<byte, float>(answer.Data.AsSpan()).ToArray();
        Assert.True(float.IsNaN(depth[0]));

        // Half a level off at 8 m is 8 / (2 * 12.5) of it.
        Assert.Equal(metres[1..], depth[1..].Select(value => (double)value), (a, b) => Math.Abs(a - b) < 0.05 * a);
    }

    [Fact]
    public void Half_a_picture_is_refused_and_the_next_one_answered()
    {
        using var picture = Gradient();
        var file = JpegCodec.Encode(picture);
        using var test = new NodeUnderTest("decompress");
        using var camera = test.Publish<CompressedImage>("in/image/compressed");
        using var listener = test.Listen<RosImage>("out/image", _ => { });
        var message = new CompressedImage { Format = "jpeg" };
        message.Data.Assign(file.AsSpan(0, file.Length / 2));
        NodeUnderTest.SendUntil(() => camera.Publish(message), () => test.Counters.Bad > 0);
        Assert.StartsWith($"the JPEG of {file.Length / 2} bytes cannot be decoded: ", test.Counters.LastError);
        message.Data.Assign(file);
        NodeUnderTest.SendUntil(() => camera.Publish(message), () => test.Counters.Published > 0);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        using var picture = Gradient();
        using var test = new NodeUnderTest("decompress");
        using var camera = test.Publish<CompressedImage>("in/image/compressed");
        using var listener = test.Listen<RosImage>("out/image", _ => { });
        var message = new CompressedImage { Format = "rgb8; jpeg compressed bgr8" };
        message.Data.Assign(JpegCodec.Encode(picture));
        test.AssertFramesAllocateNothing(stamp =>
        {
            message.Header.Stamp.Sec = stamp;
            camera.Publish(message);
        });
    }

    private static RosImage Decompress(string format, byte[] file, params string[] arguments)
    {
        using var test = new NodeUnderTest("decompress", arguments);
        using var camera = test.Publish<CompressedImage>("in/image/compressed");
        RosImage? answer = null;
        using var listener =
            test.Listen<RosImage>("out/image", message => Interlocked.CompareExchange(ref answer, message, null));
        var message = new CompressedImage { Format = format };
        message.Header.FrameId = "front_optical_frame";
        (message.Header.Stamp.Sec, message.Header.Stamp.Nanosec) = (7, 9);
        message.Data.Assign(file);
        NodeUnderTest.SendUntil(() => camera.Publish(message), () => Volatile.Read(ref answer) is not null);
        return answer!;
    }

    private static byte[] DepthHeader(float a, float b)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(4), a);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(8), b);
        return header;
    }

    private static Image Gradient()
    {
        var image = Image.Rent(66, 34, PixelFormat.Bgr8);
        for (var i = 0; i < image.ByteLength; i++) image.Bytes[i] = (byte)(i / 7 % 256);
        return image;
    }
}
