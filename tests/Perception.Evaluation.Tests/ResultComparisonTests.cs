using Perception.Evaluation.Comparison;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Results;
using Perception.Evaluation.Segmentation;

namespace Perception.Evaluation.Tests;

public sealed class ResultComparisonTests
{
    private static readonly ComparisonOptions Options = new() { Resamples = 200 };

    [Fact]
    public void A_result_is_neither_better_nor_worse_than_itself()
    {
        var result = Result(0.2);
        Assert.All(ResultComparison.Of(result, result, Options).Figures,
            figure =>
                Assert.Equal((0, 0, 0, Verdict.Unclear), (figure.Difference, figure.Low, figure.High, figure.Verdict)));
    }

    [Fact]
    public void Many_more_misses_are_worse_for_certain_and_the_other_way_round_better()
    {
        var (good, bad) = (Result(0.1), Result(0.6));
        Verdict VerdictOn(ResultFolder a, ResultFolder b) =>
            ResultComparison.Of(a, b, Options).Figures.Single(figure => figure.Figure.Name == "recall").Verdict;

        Assert.Equal(Verdict.Worse, VerdictOn(good, bad));
        Assert.Equal(Verdict.Better, VerdictOn(bad, good));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void The_same_seed_gives_the_same_interval_and_it_holds_the_difference(int block)
    {
        var options = Options with { BlockFrames = block };
        var (one, two) = (ResultComparison.Of(Result(0.1), Result(0.3), options),
            ResultComparison.Of(Result(0.1), Result(0.3), options));

        Assert.Equal(one.Figures, two.Figures);
        Assert.All(one.Figures, figure => Assert.InRange(figure.Difference, figure.Low, figure.High));
    }

    [Fact]
    public void Results_without_a_common_frame_are_refused() => Assert.EndsWith("have no frame in common",
        Assert.Throws<DatasetException>(() => ResultComparison.Of(Result(0.1), Result(0.1, "other"), Options)).Message);

    [Fact]
    public void Masks_are_compared_by_the_classes_that_both_results_have()
    {
        // The same masks, judged with one class more on one side: 6 of 10 pixels of road, 3 of 10 of sky.
        ResultFolder Masks(string[] classes, params long[] counts) => ResultFolder.Of(
            new ResultHeader { Source = "coco", Data = "x", Model = "y", Classes = [], MaskClasses = classes },
            [new FrameRecord { Frame = "frame", Semantic = new SegmentationCounts(classes.Length, counts) }]);
        var two = Masks(["road", "sky"], 0, 0, 6, 0, 1, 4, 1, 1, 3, 1, 2, 7);
        var three = Masks(["sky", "tree", "road"], 0, 0, 3, 0, 1, 7, 1, 1, 50, 1, 0, 9, 2, 2, 6, 2, 0, 4);
        Assert.All(ResultComparison.Of(two, three, Options).Figures,
            figure => Assert.Equal(figure.Figure.Value, figure.Other, 1e-12));
    }

    private static ResultFolder Result(double missRate, string name = "frame")
    {
        var random = new Random(5);
        var header = new ResultHeader { Source = "coco", Data = "x", Model = "y", Classes = ["a"] };
        return ResultFolder.Of(header, [.. Enumerable.Range(0, 60).Select(i =>
        {
            Box[] boxes = [.. Enumerable.Range(0, 3).Select(b => new Box(b * 60, 0, b * 60 + 50, 50))];
            return new FrameRecord
            {
                Frame = $"{name} {i}",
                Truth = [.. boxes.Select(box => new TruthObject { Class = "a", Box = box, Area = box.Area })],
                Found = [.. boxes.Where(_ => random.NextDouble() >= missRate).Select(box => new FoundObject { Class = "a", Box = box, Score = 0.5f + random.NextSingle() / 2 })],
            };
        })]);
    }
}
