using Perception.Evaluation.Depth;
using Perception.Evaluation.Detection;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Evaluation.Results;
using Perception.Evaluation.Segmentation;

namespace Perception.Evaluation.Tests;

public sealed class FigureCalculatorTests
{
    [Fact]
    public void A_frame_counted_twice_is_as_two_equal_frames()
    {
        var random = new Random(3);
        FrameRecord[] frames = [.. Enumerable.Range(0, 12).Select(i => RandomFrame(random, i))];
        int[] weights = [2, 0, 1, 3, 1, 0, 0, 1, 2, 1, 0, 1];
        FrameRecord[] repeated = [.. frames.SelectMany((frame, i) => Enumerable.Repeat(frame, weights[i]))];

        var weighted = new FigureCalculator(frames, ["a", "b"], 0.3f).Compute(weights);
        var plain = new FigureCalculator(repeated, ["a", "b"], 0.3f).Compute();

        Assert.Equal(plain.Frames, weighted.Frames);
        foreach (var (expected, actual) in plain.Headlines.Zip(weighted.Headlines))
        {
            Assert.Equal(expected.Value, actual.Value, 1e-9);
        }
    }

    [Fact]
    public void A_result_is_the_same_after_it_was_written_and_read()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var header = new ResultHeader
        {
            Source = "coco",
            Data = "x.json",
            Model = "y.onnx",
            Classes = ["a", "b"],
            MaskClasses = ["m0", "m1"]
        };
        var written =
            ResultFolder.Write(folder["one"], header, [.. Enumerable.Range(0, 8).Select(i => RandomFrame(random, i))]);
        var read = ResultFolder.Read(folder["one"]);
        ResultFolder.Write(folder["two"], read.Header, read.Figures.Records);

        foreach (var file in (string[])["summary.json", "frames.jsonl"])
        {
            Assert.Equal(File.ReadAllBytes(folder[$"one/{file}"]), File.ReadAllBytes(folder[$"two/{file}"]));
        }

        Assert.Equal(written.Figures.Compute().Headlines, read.Figures.Compute().Headlines);
    }

    [Fact]
    public void An_object_is_found_missed_or_taken_for_another()
    {
        var frame = new FrameRecord
        {
            Frame = "f",
            Truth = [Truth("a", 0), Truth("b", 100), Truth("a", 200), Truth("a", 300) with { IsIgnored = true }],
            Found = [Found("a", 1, 0.9f), Found("a", 101, 0.8f), Found("b", 500, 0.7f), Found("a", 300, 0.6f),
                Found("a", 200, 0.1f)],
        };
        var match = FrameMatch.Of(frame, 0.3f);

        Assert.Equal([(0, 0)], match.Pairs);
        Assert.Equal([(1, 1)], match.Confused);
        Assert.Equal([2], match.Missed);
        Assert.Equal([2], match.Ghosts);
    }

    [Fact]
    public void Lane_points_are_right_within_the_tolerance_and_unjudged_where_the_line_is_hidden()
    {
        LaneVertex[] truth = [new(0, 0), new(0, 100), new(0, 100, false), new(0, 200, false)];
        LaneVertex[] near = [new(2, 0), new(2, 200)];
        LaneVertex[] far = [new(30, 0), new(30, 100)];
        // The point at 100 touches the visible stretch.
        var counts = LaneMatcher.Count([near, far], [truth], 3, 10);

        Assert.Equal(new PointCounts(Found: 21, Right: 11, Truth: 10, Recalled: 10), counts);
    }

    [Fact]
    public void A_heading_that_is_off_by_half_a_turn_is_no_error()
    {
        FrameRecord[] frames =
        [
            new()
            {
                Frame = "f",
                Truth = [Truth("a", 0) with { CentreInCamera = [0, 0, 10], YawRadians = 3.0 }],
                Found = [Found("a", 0, 0.9f) with { CentreInCamera = [0, 1, 10], YawRadians = 3.0 - Math.PI + 0.1 }],
            },
        ];
        var objects = new FigureCalculator(frames, ["a"]).Compute().Objects!;

        Assert.Equal(1, objects.CentreErrorMetres, 1e-12);
        Assert.Equal(0.1 * 180 / Math.PI, objects.YawErrorDegrees, 1e-9);
    }

    private static TruthObject Truth(string name, double x) =>
        new() { Class = name, Box = new Box(x, 0, x + 50, 50), Area = 2500 };

    private static FoundObject Found(string name, double x, float score) =>
        new() { Class = name, Box = new Box(x, 0, x + 50, 50), Score = score };

    private static FrameRecord RandomFrame(Random random, int number)
    {
        var truth = Enumerable.Range(0, random.Next(1, 6))
            .Select(i => Truth(random.Next(2) == 0 ? "a" : "b", i * 60)).ToArray();
        var found = truth.Where(_ => random.Next(4) > 0)
            .Select(item => Found(random.Next(5) == 0 ? "a" : item.Class, item.Box.X1 + random.Next(0, 30), random.NextSingle()))
            .OrderByDescending(item => item.Score).ToArray();
        var (mask, answer) = (new byte[100], new byte[100]);
        var (depth, metres) = (new float[100], new float[100]);
        for (var i = 0; i < 100; i++)
        {
            (mask[i], answer[i]) = ((byte)random.Next(2), (byte)random.Next(2));
            (depth[i], metres[i]) = (random.NextSingle() * 100, random.NextSingle() * 100);
        }

        return new FrameRecord
        {
            Frame = $"frame {number}",
            Truth = truth,
            Found = found,
            Semantic = SegmentationCounts.Of(mask, answer, 2),
            Depth = DepthBands.Of(depth, metres),
            Lanes = new LaneCounts(new PointCounts(50, random.Next(50), 40, random.Next(40)), null),
        };
    }
}
