using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Tests.Decoding;

public class SemanticTests
{
    private const int Classes = 16;

    private static readonly Detection[] Boxes =
    [
        new(40, 30, 90, 77, 0, 1, 0.9f), new(100, 60, 500, 190, 1, 1, 0.3f), new(10, 10, 50, 50, 2, 1, 0.9f),
        new(5, 100, 60, 140, 0, 1, 0.29f), new(0, 0, 33, 9, 7, 1, 1),
    ];

    [SkippableTheory]
    [InlineData(61, 37, 200, 130)]
    [InlineData(159, 95, 97, 55)]
    public void Masks_are_those_of_numpy_and_OpenCV(int mapWidth, int mapHeight, int width, int height)
    {
        var scores = Scores(Classes * mapWidth * mapHeight);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["scores.raw"], MemoryMarshal.AsBytes<float>(scores));

        // Of the boxes above: the third has no semantic class, the fourth scores too little, the last is no known
        // class.
        File.WriteAllText(folder["boxes.txt"], "40 30 50 47 6\n100 60 400 130 8\n");
        Python.Run("tests/Perception.Tests/Reference/semantic.py", ["numpy", "cv2"], folder["scores.raw"], $"{Classes}",
            $"{mapWidth}", $"{mapHeight}",
            $"{width}", $"{height}", folder.Path);

        var best = new byte[mapWidth * mapHeight];
        ArgMax.OfPlanes(scores, best);
        Assert.Equal(File.ReadAllBytes(folder["classes.raw"]), best);

        var stretch = new LetterboxTransform((float)mapWidth / width, (float)mapHeight / height, 0, 0, width, height);
        var resized = new byte[width * height];
        MaskSampler.Of(stretch, mapWidth, mapHeight, mapWidth, mapHeight, width, height).Sample<byte>(best, resized);
        Assert.Equal(File.ReadAllBytes(folder["resized.raw"]), resized);

        var runs = new byte[RunLengthMask.MaximumBytes(best.Length)];
        Assert.Equal(File.ReadAllBytes(folder["runs.raw"]), runs[..RunLengthMask.Encode(best, runs)]);

        new RoiOverlay([6, 8, RoiOverlay.None], 0.3f).Apply(Boxes, width, height,
            new ClassMask(best, mapWidth, mapHeight));
        Assert.Equal(File.ReadAllBytes(folder["overlay.raw"]), best);
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(0)]
    public void Vectors_layouts_and_the_plain_loop_agree(float floor)
    {
        const int Pixels = 1003;
        var scores = Scores(Classes * Pixels);
        var interleaved = new float[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            interleaved[i % Pixels * Classes + i / Pixels] = scores[i];
        }

        var (vectors, portable, pixels) = (new byte[Pixels], new byte[Pixels], new byte[Pixels]);
        ArgMax.OfPlanes(scores, vectors, floor);
        ArgMax.OfPlanes(scores, portable, floor, vectors: false);
        ArgMax.OfPixels(interleaved, Classes, pixels, floor);
        Assert.Equal(portable, vectors);
        Assert.Equal(portable, pixels);
    }

    [Fact]
    public void Only_scores_above_the_floor_beat_class_zero()
    {
        var best = new byte[3];
        ArgMax.OfPlanes([-5, -1, 0.2f, -3, -2, 0.1f, -4, 0.5f, 0.2f], best, floor: 0);
        Assert.Equal([(byte)0, (byte)2, (byte)0], best);
        ArgMax.OfPlanes([-5, -1, 0.2f, -3, -2, 0.1f, -4, 0.5f, 0.2f], best);
        Assert.Equal([(byte)1, (byte)2, (byte)0], best);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(2 * 401 + 400)]
    public void A_score_that_is_no_number_is_named(int position)
    {
        var scores = Scores(3 * 401);
        scores[position] = float.NaN;
        Assert.Contains($"pixel {position % 401}",
            Assert.Throws<BadTensorException>(() => ArgMax.OfPlanes(scores, new byte[401])).Message);
        Assert.Contains($"pixel {position / 3}",
            Assert.Throws<BadTensorException>(() => ArgMax.OfPixels(scores, 3, new byte[401])).Message);
    }

    [Fact]
    public void Indices_are_narrowed_and_those_that_are_no_class_refused()
    {
        var best = new byte[3];
        ArgMax.Narrow([0, 7, 255], best);
        Assert.Equal([(byte)0, (byte)7, (byte)255], best);
        ArgMax.Narrow([3L, 2L, 1L], best);
        Assert.Equal([(byte)3, (byte)2, (byte)1], best);
        ArgMax.Narrow([3f, 2f, 0f], best);
        Assert.Equal([(byte)3, (byte)2, (byte)0], best);
        Assert.Throws<BadTensorException>(() => ArgMax.Narrow([0, -1, 1], new byte[3]));
        Assert.Throws<BadTensorException>(() => ArgMax.Narrow([0, 1L << 40, 1], new byte[3]));
        Assert.Throws<BadTensorException>(() => ArgMax.Narrow([0, float.NaN, 1], new byte[3]));
    }

    [Fact]
    public void Confidence_is_the_softmax_of_the_best_class()
    {
        // Two classes: the logistic function of the difference.
        var (logits, best, confidence) = (Scores(2 * 700), new byte[700], new float[700]);
        ArgMax.OfPlanes(logits, best);
        ArgMax.Confidence(logits, best, confidence);
        for (var i = 0; i < 700; i++)
        {
            Assert.Equal(1 / (1 + Math.Exp(-Math.Abs(logits[i] - logits[700 + i]))), confidence[i], 1e-6);
        }
    }

    [Fact]
    public void A_letterbox_is_cut_off()
    {
        // A picture of 100x50 in an input of 64x64, centred: rows 16 to 47; the map has half the size.
        var transform = new LetterboxTransform(0.64f, 0.64f, 0, 16, 100, 50);
        var map = Enumerable.Range(0, 32 * 32).Select(i => (byte)(i / 32)).ToArray();
        var native = MaskSampler.Native(transform, 64, 64, 32, 32);
        Assert.Equal((32, 16), (native.Width, native.Height));
        var cut = new byte[32 * 16];
        native.Sample<byte>(map, cut);
        Assert.Equal((8, 23), (cut[0], cut[^1]));

        var full = MaskSampler.Of(transform, 64, 64, 32, 32, 100, 50);
        var resized = new byte[100 * 50];
        full.Sample<byte>(map, resized);
        Assert.Equal((8, 23), (resized[0], resized[^1]));
    }

    [Theory]
    [InlineData(new byte[] { 1, 3, 0, 0, 0, 2, 3, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 1, 3, 0, 0, 0, 2, 2, 0, 0, 0 }, "add up to 5")]
    [InlineData(new byte[] { 1, 3, 0, 0, 0, 2, 4, 0, 0, 0 }, "offset 5 has 4 pixels; 1 to 3")]
    [InlineData(new byte[] { 1, 3, 0, 0, 0, 2, 3, 0, 0 }, "4 bytes at offset 5")]
    [InlineData(new byte[] { 1, 255, 255, 255, 255 }, "-1 pixels")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "0 pixels")]
    [InlineData(new byte[] { }, "add up to 0")]
    public void Runs_that_are_not_exactly_one_mask_are_refused(byte[] runs, string? problem)
    {
        var classes = new byte[6];
        Assert.Equal(problem is null, RunLengthMask.TryDecode(runs, classes, out var found));
        Assert.Equal(problem is null ? [1, 1, 1, 2, 2, 2] : classes, classes);
        Assert.True(problem is null ? found is null : found!.Contains(problem), found);
    }

    [Fact]
    public void Colours_come_from_the_file_and_unknown_classes_are_black()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["map.csv"], "id,name,r,g,b\n0,road,128,64,128\n 6 , person , 220 , 20 , 60 \n\n");
        var map = ClassColourMap.Load(folder["map.csv"]);
        Assert.Equal(("person", "class 3"), (map.Name(6), map.Name(3)));
        using var image = Image.Rent(3, 1, PixelFormat.Bgr8);
        map.Paint(new ClassMask(new byte[] { 6, 0, 200 }, 3, 1), image);
        Assert.Equal([60, 20, 220, 128, 64, 128, 0, 0, 0], image.Bytes.ToArray());

        foreach (var (text, problem) in new[] { ("id,name,r,g,b\n0,road,1,2,300\n", "line 2"),
            ("h\n1,a,0,0,0\n1,b,0,0,0\n", "line 3"), ("id\n", "no class") })
        {
            File.WriteAllText(folder["bad.csv"], text);
            Assert.Contains(problem,
                Assert.Throws<InferenceException>(() => ClassColourMap.Load(folder["bad.csv"])).Message);
        }

        Assert.Contains("cannot be read",
            Assert.Throws<InferenceException>(() => ClassColourMap.Load(folder["none.csv"])).Message);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var (scores, best, confidence, resized) = (Scores(4 * 64 * 32), new byte[64 * 32], new float[64 * 32],
            new byte[100 * 50]);
        var runs = new byte[RunLengthMask.MaximumBytes(resized.Length)];
        var sampler = MaskSampler.Of(new LetterboxTransform(0.64f, 0.64f, 0, 0, 100, 50), 64, 32, 64, 32, 100, 50);
        var overlay = new RoiOverlay([1, 2], 0.1f);
        var colours = new ClassColourMap([(1, "one", new ClassColour(1, 2, 3))]);
        using var image = Image.Rent(100, 50, PixelFormat.Rgb8);
        SteadyState.AllocatesNothing(Frame);

        void Frame()
        {
            ArgMax.OfPlanes(scores, best);
            ArgMax.Confidence(scores, best, confidence);
            sampler.Sample<byte>(best, resized);
            overlay.Apply(Boxes, 100, 50, new ClassMask(resized, 100, 50));
            colours.Paint(new ClassMask(resized, 100, 50), image);
            var length = RunLengthMask.Encode(resized, runs);
            RunLengthMask.TryDecode(runs.AsSpan(0, length), resized, out _);
        }
    }

    // Few different values, so that many are equal.
    private static float[] Scores(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => (random.Next(41) - 20) / 4f)];
    }
}
