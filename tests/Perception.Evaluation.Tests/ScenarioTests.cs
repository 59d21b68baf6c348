using System.Globalization;
using Perception.Evaluation.Autoware;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Tests;

public sealed class ScenarioTests
{
    private const string Text = """
        ScenarioFormatVersion: 3.0.0
        Evaluation:
          UseCaseName: perception_2d
          Conditions:
            PassRate: 50.0
            CriteriaMethod: num_gt_tp
            CriteriaLevel: hard
            TargetCameras: {cam_front: 0}
          PerceptionEvaluationConfig:
            evaluation_config_dict:
              evaluation_task: detection2d
              center_distance_thresholds: [100, 200]
              iou_2d_thresholds: [0.5]
              target_labels: [car, motorbike]
              ignore_attributes: []
              allow_matching_unknown: true
              merge_similar_labels: false
          CriticalObjectFilterConfig: {}
          PerceptionPassFailConfig: {matching_threshold_list: [0.5, 0.4]}
        """;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Precision_is_interpolated_as_numpy_does_it(int seed)
    {
        var random = new Random(seed);
        bool[] right = [.. Enumerable.Range(0, 60).Select(_ => random.Next(3) > 0)];
        var objects = right.Count(value => value) + random.Next(20);
        var expected = Python.Run("tests/Perception.Evaluation.Tests/Reference/interpolated_precision.py", ["numpy"],
            [$"{objects}", .. right.Select(value => value ? "1" : "0")]);

        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), InterpolatedPrecision.Of(right, objects),
            1e-9);
    }

    [Fact]
    public void A_scenario_is_read_and_frames_pass_or_fail_by_its_criteria()
    {
        var scenario = Read(Text);
        Assert.Equal([new Criterion(CriteriaMethod.NumGtTp, 75)], scenario.Criteria);
        Assert.Equal([0.5, 0.4], scenario.PassFailOverlaps);
        var result = new ScenarioJudge(scenario).Judge(
        [
            Frame("good", "camera_front", [Truth("CAR", 0), Truth("MOTORCYCLE", 100), Truth("BUS", 300)],
                [Found("CAR", 5), Found("MOTORCYCLE", 115)]),
            Frame("half", "camera_front", [Truth("CAR", 0), Truth("CAR", 100)], [Found("CAR", 5), Found("CAR", 900)]),
            Frame("empty", "camera_front", [], [Found("CAR", 900)]),
            Frame("elsewhere", "camera_left", [Truth("CAR", 0)], []),
        ]);

        Assert.Equal([true, false, null], result.Frames.Select(frame => frame.Passed));
        // The detection far away is the nearest that is left for the second car: wrong, and the car is missed.
        Assert.Equal((1, 1, 1), (result.Frames[1].Right, result.Frames[1].Wrong, result.Frames[1].Missed));
        Assert.Equal(50, result.PassRate);
        Assert.True(result.Passed);
        Assert.Equal(3, result.Maps.Count);
    }

    [Theory]
    [InlineData("CriteriaLevel: hard", "CriteriaLevel: brutal", "has the CriteriaLevel 'brutal'; perfect, hard, normal, easy and 0 to 100 are allowed")]
    [InlineData("perception_2d", "localization", "is of the use case 'localization'; perception_2d is judged here")]
    [InlineData("target_labels: [car, motorbike]", "labels: []", "has no 'target_labels'")]
    [InlineData("merge_similar_labels: false", "merge_similar_labels: maybe", "has merge_similar_labels: maybe; true and false are allowed")]
    public void What_is_wrong_with_a_scenario_is_one_sentence(string part, string instead, string says) =>
        Assert.Contains(says,
            Assert.Throws<DatasetException>(() => Read(Text.Replace(part, instead, StringComparison.Ordinal))).Message);

    [Fact]
    public void Flags_are_read_as_YAML_spells_them()
    {
        var scenario = Read(Text.Replace("labels: false", "labels: True", StringComparison.Ordinal)
            .Replace("unknown: true", "unknown: False", StringComparison.Ordinal));
        Assert.Equal((true, false), (scenario.MergeSimilarLabels, scenario.AllowMatchingUnknown));
    }

    [Fact]
    public void An_empty_scenario_is_one_sentence() =>
        Assert.EndsWith("is empty", Assert.Throws<DatasetException>(() => Read("")).Message);

    private static Scenario Read(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["scenario.yaml"], text);
        return ScenarioFile.Read(folder["scenario.yaml"]);
    }

    private static FrameRecord Frame(string name, string camera, TruthObject[] truth, FoundObject[] found) =>
        new() { Frame = name, Camera = camera, Truth = truth, Found = found };

    private static TruthObject Truth(string name, double x) =>
        new() { Class = name, Box = new Box(x, 0, x + 50, 50), Area = 2500 };

    private static FoundObject Found(string name, double x) =>
        new() { Class = name, Box = new Box(x, 0, x + 50, 50), Score = 0.9f };
}
