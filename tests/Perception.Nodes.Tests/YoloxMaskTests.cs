using Perception.Decoding;
using Perception.Inference;
using Ros2DotNet;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>The semantic head of a network behind the YOLOX node. The tiny network's mask of 16x12 has class 1 in its
/// left quarter and class 2 in its right one, and its only box, of class CAR at a score of 0.66, covers columns 2 to 5
/// and rows 5 to 8.</summary>
public sealed class YoloxMaskTests
{
    private const int Width = 16, Height = 12;

    [SkippableFact]
    public void A_mask_comes_as_the_runs_that_Autoware_reads()
    {
        using var folder = new TemporaryFolder();
        using var test = new YoloxNodeUnderTest(TinyMultiTask.WriteTo(folder.Path));
        var mask = Receive(test, "/yolox/out/mask");
        Assert.Equal(("mono8", 16u, 12u, 16u), (mask.Encoding, mask.Width, mask.Height, mask.Step));
        Assert.Equal(Expected((x, _) => x < 4 ? 1 : x < 12 ? 0 : 2), Read(mask));

        // The first record: class 1, four pixels as int32, little endian.
        Assert.Equal([1, 4, 0, 0, 0], mask.Data.AsSpan()[..5].ToArray());
    }

    [SkippableFact]
    public void Colours_are_those_of_the_map_that_is_given()
    {
        using var folder = new TemporaryFolder();
        var colours = Path.Combine(folder.Path, "colours.csv");
        File.WriteAllText(colours, "id,name,r,g,b\n0,other,1,2,3\n1,road,10,20,30\n2,sky,40,50,60\n");
        using var test = new YoloxNodeUnderTest(
            TinyMultiTask.WriteTo(folder.Path), "-p", $"color_map_path:={colours}", "-p", "mask_encoding:=mono8");
        var image = Receive(test, "/yolox/out/color_mask");
        Assert.Equal(("bgr8", 48u), (image.Encoding, image.Step));
        var row = image.Data.AsSpan()[..48].ToArray();
        Assert.Equal([30, 20, 10], row[..3]);
        Assert.Equal([60, 50, 40], row[^3..]);
        Assert.Equal(Expected((x, _) => x < 4 ? 1 : x < 12 ? 0 : 2),
            Receive(test, "/yolox/out/mask").Data.AsSpan().ToArray());
    }

    [SkippableTheory]
    [InlineData("is_roi_overlap_segment", 2)]
    [InlineData("is_roi_overlap_segmentation", 2)]
    [InlineData("is_roi_overlap_segment", -1)]
    public void Detections_are_written_into_the_mask_as_what_the_remap_file_says(string name, int to)
    {
        using var folder = new TemporaryFolder();
        var remap = Path.Combine(folder.Path, "roi_to_semseg.csv");
        File.WriteAllText(remap, $"from, to\n# vehicles\nCAR, {to}\nTRUCK, 1\n");
        using var test = new YoloxNodeUnderTest(TinyMultiTask.WriteTo(folder.Path), "-p", $"{name}:=true", "-p",
            $"roi_to_semantic_segmentation_remap_path:={remap}");
        Assert.Equal(
            Expected((x, y) => to >= 0 && x is >= 2 and < 6 && y is >= 5 and < 9 ? to : x < 4 ? 1 : x < 12 ? 0 : 2),
            Read(Receive(test, "/yolox/out/mask")));
    }

    [SkippableFact]
    public void Detections_below_the_threshold_of_the_overlay_are_not_written()
    {
        using var folder = new TemporaryFolder();
        var remap = Path.Combine(folder.Path, "roi_to_semseg.csv");
        File.WriteAllText(remap, "from, to\nCAR, 2\n");
        using var test =
            new YoloxNodeUnderTest(TinyMultiTask.WriteTo(folder.Path), "-p", "is_roi_overlap_segment:=true",
            "-p", "overlap_roi_score_threshold:=0.7", "-p", $"roi_to_semantic_segmentation_remap_path:={remap}");
        Assert.Equal(Expected((x, _) => x < 4 ? 1 : x < 12 ? 0 : 2), Read(Receive(test, "/yolox/out/mask")));
    }

    [SkippableFact]
    public void A_remap_file_that_is_none_is_named_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var remap = Path.Combine(folder.Path, "remap.csv");
        File.WriteAllText(remap, "from, to\nCAR, vehicle\n");
        var model = TinyMultiTask.WriteTo(folder.Path);
        Assert.Equal($"{remap} line 2: 'CAR, vehicle' is not 'label,class' with a class from -1 (none) to 255",
            Assert.Throws<InferenceException>(
                () => new YoloxNodeUnderTest(model, "-p", "is_roi_overlap_segment:=true", "-p",
                $"roi_to_semantic_segmentation_remap_path:={remap}")).Message);
    }

    private static RosImage Receive(YoloxNodeUnderTest test, string topic)
    {
        RosImage? received = null;
        using var listener = test.Peer.CreateSubscription<RosImage>(topic, QosProfile.Default, message =>
            Interlocked.CompareExchange(ref received, message, null));
        using var picture = MultiTaskUnderTest.Picture();
        var image = YoloxNodeUnderTest.RawMessage(picture, "camera", 1, 0);
        YoloxNodeUnderTest.Until(() =>
        {
            test.Raw.Publish(image);
            Thread.Sleep(20);
            return Volatile.Read(ref received) is not null;
        });
        return received!;
    }

    private static byte[] Expected(Func<int, int, int> classOf) =>
        [.. Enumerable.Range(0, Width * Height).Select(i => (byte)classOf(i % Width, i / Width))];

    private static byte[] Read(RosImage mask)
    {
        var classes = new byte[mask.Width * mask.Height];
        Assert.True(RunLengthMask.TryDecode(mask.Data.AsSpan(), classes, out var problem), problem);
        return classes;
    }
}
