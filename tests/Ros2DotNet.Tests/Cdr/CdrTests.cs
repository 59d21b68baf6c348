using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Ros2DotNet.Tests.Cdr;

public class CdrTests
{
    [Fact]
    public void Every_truncation_of_a_message_is_an_error_and_never_anything_else()
    {
        var cdr = new byte[Detection2DArray.GetSerializedSize(Detections())];
        Detection2DArray.Serialize(Detections(), cdr);
        var target = new Detection2DArray();
        for (var length = 0; length < cdr.Length; length++)
        {
            Assert.Throws<CdrException>(() => Detection2DArray.Deserialize(cdr.AsSpan(0, length), target));
        }

        Detection2DArray.Deserialize(cdr, target);
        Assert.Equal("car", target.Detections[1].Results[0].Hypothesis.ClassId);
    }

    [Fact]
    public void An_error_names_type_field_and_offset()
    {
        var cdr = new byte[Image.GetSerializedSize(Picture(10))];
        Image.Serialize(Picture(10), cdr);

        var error = Assert.Throws<CdrException>(() => Image.Deserialize(cdr.AsSpan(0, cdr.Length - 1), new Image()));

        Assert.Contains("sensor_msgs/msg/Image", error.Message);
        Assert.Contains("'data'", error.Message);
        Assert.Contains("offset", error.Message);
    }

    [Fact]
    public void A_hostile_length_allocates_nothing()
    {
        var cdr = new byte[Image.GetSerializedSize(Picture(16))];
        Image.Serialize(Picture(16), cdr);
        BitConverter.GetBytes(0x7fffffff).CopyTo(cdr, cdr.Length - 16 - 4);
        var target = new Image();
        Assert.Throws<CdrException>(() => Image.Deserialize(cdr, target));

        SteadyState.AllocatesAtMost(8192, () =>
        {
            try
            {
                Image.Deserialize(cdr, target);
            }
            catch (CdrException)
            {
                // Only the exception itself was allocated.
            }
        });
    }

    [Fact]
    public void A_false_count_of_messages_allocates_no_more_than_the_buffer_can_hold_of_them()
    {
        // A megabyte of zeros, but for an empty header and a claim of 900 000 detections.
        var cdr = new byte[1_000_000];
        cdr[1] = 1;
        BitConverter.GetBytes(900_000).CopyTo(cdr, 4 + 8 + 4);
        SteadyState.AllocatesAtMost(64 * 1024, () =>
        {
            var error = Assert.Throws<CdrException>(() => Detection2DArray.Deserialize(cdr, new Detection2DArray()));

            Assert.Contains("'detections'", error.Message);
        });
    }

    [Fact]
    public void An_octet_of_2_in_a_row_of_booleans_is_true_and_nothing_stranger()
    {
        var reader = new CdrReader([0, 1, 0, 0, 0, 2, 1], "test");
        var values = new bool[3];
        reader.ReadBools(values);
        Assert.Equal([false, true, true], values);
        Assert.True(values[1] == values[2]);
    }

    [Fact]
    public void A_steady_stream_of_messages_allocates_nothing()
    {
        var image = Picture(100_000);
        var detections = Detections();
        var cdr = new byte[Image.GetSerializedSize(image)];
        var small = new byte[Detection2DArray.GetSerializedSize(detections)];
        var camera = new CameraInfo { DistortionModel = "plumb_bob" };
        camera.D.Resize(5);
        var calibration = new byte[CameraInfo.GetSerializedSize(camera)];
        var readCamera = new CameraInfo();
        var readImage = new Image();
        var readDetections = new Detection2DArray();
        SteadyState.AllocatesNothing(() =>
        {
            Image.Serialize(image, cdr);
            Image.Deserialize(cdr, readImage);
            Detection2DArray.Serialize(detections, small);
            Detection2DArray.Deserialize(small, readDetections);
            CameraInfo.Serialize(camera, calibration);
            CameraInfo.Deserialize(calibration, readCamera);
        });
    }

    [Fact]
    public void A_view_reads_a_message_where_it_lies()
    {
        var cdr = new byte[Image.GetSerializedSize(Picture(12))];
        Image.Serialize(Picture(12), cdr);

        var view = new ImageView(cdr);

        Assert.Equal(7, view.Header.Stamp.Sec);
        Assert.True(view.Header.FrameId.SequenceEqual("camera"u8));
        Assert.True(view.Encoding.SequenceEqual("bgr8"u8));
        Assert.Equal(12, view.Data.Length);
        cdr[^1] = 99;
        Assert.Equal(99, view.Data[^1]);
    }

    [Fact]
    public void Trailing_bytes_are_ignored()
    {
        var cdr = new byte[Image.GetSerializedSize(Picture(3)) + 3];
        Image.Serialize(Picture(3), cdr);
        var target = new Image();
        Image.Deserialize(cdr, target);
        Assert.Equal(3, target.Data.Count);
    }

    [Fact]
    public void Big_endian_and_parameter_list_encapsulations_are_refused_by_name()
    {
        var error = Assert.Throws<CdrException>(() => Image.Deserialize([0, 0, 0, 0, 1, 2, 3, 4], new Image()));
        Assert.Contains("0001", error.Message);
    }

    private static Image Picture(int bytes)
    {
        var image = new Image { Height = 1, Width = (uint)bytes / 3, Encoding = "bgr8", Step = (uint)bytes };
        image.Header.Stamp.Sec = 7;
        image.Header.FrameId = "camera";
        image.Data.Resize(bytes);
        return image;
    }

    private static Detection2DArray Detections()
    {
        var array = new Detection2DArray();
        foreach (var label in (string[])["dog", "car", "Fußgänger"])
        {
            var detection = array.Detections.Add();
            detection.Bbox.SizeX = 12.5;
            var result = detection.Results.Add();
            result.Hypothesis.ClassId = label;
            result.Hypothesis.Score = 0.5;
        }

        return array;
    }
}
