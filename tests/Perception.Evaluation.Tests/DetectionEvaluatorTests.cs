using System.Globalization;
using System.Text.Json;
using Perception.Decoding;
using Perception.Evaluation.Detection;

namespace Perception.Evaluation.Tests;

public sealed class DetectionEvaluatorTests
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Figures_equal_an_independent_computation_by_COCOs_definition(int seed)
    {
        var random = new Random(seed);
        var scene = Enumerable.Range(0, 40).Select(_ => RandomImage(random)).ToArray();
        var evaluator = new DetectionEvaluator();
        foreach (var (truth, found) in scene)
        {
            evaluator.Add(found, truth);
        }

        var summary = evaluator.Summarize();
        var expected = Reference(scene);
        double[] figures = [summary.MeanAveragePrecision, summary.At50, summary.At75, summary.Small, summary.Medium,
            summary.Large, summary.Recall];
        for (var i = 0; i < figures.Length; i++)
        {
            Assert.Equal(expected[i], figures[i], 1e-9);
        }
    }

    [Fact]
    public void Perfect_answers_score_one_and_no_answers_zero()
    {
        TruthBox[] truth = [new(10, 10, 50, 60, 0, 2000), new(100, 100, 300, 300, 1, 40_000)];
        var perfect = new DetectionEvaluator();
        perfect.Add(truth.Select(box => new Decoding.Detection((float)box.X1, (float)box.Y1, (float)box.X2, (float)box.Y2, box.ClassId, 1, 0.9f)), truth);
        var silent = new DetectionEvaluator();
        silent.Add([], truth);

        Assert.Equal(1, perfect.Summarize().MeanAveragePrecision, 1e-12);
        Assert.Equal(0, silent.Summarize().MeanAveragePrecision);
        Assert.True(double.IsNaN(perfect.Summarize().Small));
    }

    [Fact]
    public void What_was_found_of_a_class_that_is_not_there_does_not_change_the_mean()
    {
        TruthBox[] truth = [new(10, 10, 50, 60, 0, 2000)];
        var evaluator = new DetectionEvaluator();
        evaluator.Add([new(10, 10, 50, 60, 0, 1, 0.9f), new(0, 0, 10, 10, 7, 1, 0.8f)], truth);

        Assert.Equal(1, evaluator.Summarize().MeanAveragePrecision, 1e-12);
    }

    private static (TruthBox[] Truth, Decoding.Detection[] Found) RandomImage(Random random)
    {
        var truth = Enumerable.Range(0, random.Next(0, 9)).Select(_ =>
        {
            double x = random.Next(0, 500), y = random.Next(0, 300), width = random.Next(4, 160),
                height = random.Next(4, 160);
            return new TruthBox(x, y, x + width, y + height, random.Next(0, 3),
                width * height * (0.5 + 0.5 * random.NextDouble()), random.Next(12) == 0);
        }).ToArray();
        var found = new List<Decoding.Detection>();
        foreach (var box in truth)
        {
            // Near answers, doubled ones, and ones with a wrong class; scores repeat.
            for (var copies = random.Next(0, 3); copies > 0; copies--)
            {
                float Shift(double value) => (float)(value + random.Next(-8, 9));
                var (x1, y1) = (Shift(box.X1), Shift(box.Y1));
                found.Add(
                    new Decoding.Detection(x1, y1, Math.Max(x1 + 1, Shift(box.X2)), Math.Max(y1 + 1, Shift(box.Y2)),
                    random.Next(6) == 0 ? random.Next(0, 3) : box.ClassId, 1, random.Next(1, 20) / 20f));
            }
        }

        for (var wrong = random.Next(0, 4); wrong > 0; wrong--)
        {
            float x = random.Next(0, 500), y = random.Next(0, 300);
            found.Add(new Decoding.Detection(x, y, x + random.Next(4, 160), y + random.Next(4, 160), random.Next(0, 3), 1, random.Next(1, 20) / 20f));
        }

        return (truth, [.. found]);
    }

    private static double[] Reference((TruthBox[] Truth, Decoding.Detection[] Found)[] scene)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(scene.Select(image => new
            {
                truth = image.Truth.Select(
                    box => new[] { box.X1, box.Y1, box.X2, box.Y2, box.ClassId, box.Area, box.IsCrowd ? 1 : 0 }),
                found = image.Found.Select(
                    box => new[] { box.X1, box.Y1, box.X2, box.Y2, box.ClassId, box.ExistenceProbability }),
            })));
            return [.. Python.Run("tests/Perception.Evaluation.Tests/Reference/coco_eval.py", ["numpy"], file).Split(' ')
                .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
