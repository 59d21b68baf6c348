using System.Globalization;
using System.Text.Json;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Kitti;

namespace Perception.Evaluation.Tests;

public sealed class KittiEvaluatorTests
{
    private static readonly double?[] OcclusionOfLevel = [0, 0.25, 0.6, null];

    [SkippableTheory]
    [InlineData(1, "Car")]
    [InlineData(2, "Car")]
    [InlineData(3, "Pedestrian")]
    [InlineData(4, "Cyclist")]
    public void Average_precision_equals_an_independent_computation_by_the_benchmarks_rules(int seed, string className)
    {
        var random = new Random(seed);
        var scene = Enumerable.Range(0, 60).Select(_ => RandomPicture(random)).ToArray();
        FrameRecord[] records = [.. scene.Select((picture, i) => picture.ToRecord(i, className))];

        var figures = Assert.Single(KittiEvaluator.Evaluate(records, [className, "Tram"]));
        var expected = Reference(scene, figures.LeastOverlap);
        Assert.True(expected.Max() > 0.05, string.Join(" ", expected));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], figures.ByDifficulty[i], 1e-9);
        }
    }

    [Fact]
    public void Perfect_answers_score_one_and_where_nothing_is_asked_for_there_is_no_number()
    {
        var objects = Enumerable.Range(0, 100).Select(i => new[] { 10.0 * i, 0, (10.0 * i) + 9, 50, 0, 0, 0 }).ToArray();
        var found = objects.Select((item, i) => (double[])[.. item[..4], 1 - (i / 200.0)]).ToArray();
        var record = new Picture(objects, [], found).ToRecord(0, "Car");

        var figures = Assert.Single(KittiEvaluator.Evaluate([record], ["Car"]));
        Assert.All(figures.ByDifficulty, value => Assert.Equal(1, value, 1e-12));
        var nothing = Assert.Single(KittiEvaluator.Evaluate([record with { Truth = [] }], ["Car"]));
        Assert.All(nothing.ByDifficulty, value => Assert.True(double.IsNaN(value)));
    }

    private static Picture RandomPicture(Random random)
    {
        double[] RandomBox(int least, int most)
        {
            double x = random.Next(0, 1000), y = random.Next(0, 250);
            return [x, y, x + random.Next(least, most), y + random.Next(least, most)];
        }

        var truth = Enumerable.Range(0, random.Next(0, 8)).Select(_ => (double[])
        [
            .. RandomBox(15, 160), random.Next(0, 4), random.Next(0, 7) / 10.0, random.Next(8) == 0 ? 1 : 0,
        ]).ToArray();
        var regions = Enumerable.Range(0, random.Next(0, 2)).Select(_ => RandomBox(50, 300)).ToArray();
        var found = truth.SelectMany(item => Enumerable.Range(0, random.Next(0, 3)).Select(_ => (double[])
            [.. item[..4].Select(edge => edge + random.Next(-2, 3)), random.Next(1, 100) / 100.0]));
        var wrong = Enumerable.Range(0, random.Next(0, 4))
            .Select(_ => (double[])[.. RandomBox(15, 160), random.Next(1, 70) / 100.0]);
        return new Picture(truth, regions, [.. found.Concat(wrong)]);
    }

    private static double[] Reference(Picture[] scene, double leastOverlap)
    {
        var file = Path.GetTempFileName();
        try
        {
            // Scores are float32 where they are made.
            File.WriteAllText(file, JsonSerializer.Serialize(scene.Select(picture => new
            {
                truth = picture.Truth,
                dontcare = picture.DontCare,
                found = picture.Found.Select(row => (double[])[.. row[..4], (float)row[4]]),
            })));
            return [.. Python.Run("tests/Perception.Evaluation.Tests/Reference/kitti_eval.py", ["numpy"],
                file, leastOverlap.ToString(CultureInfo.InvariantCulture)).Split(' ')
                .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Rows as kitti_eval.py reads them.
    private sealed record Picture(double[][] Truth, double[][] DontCare, double[][] Found)
    {
        public FrameRecord ToRecord(int number, string className) => new()
        {
            Frame = $"{number}",
            Truth =
            [
                .. Truth.Select(row => new TruthObject
                {
                    Class = className, Box = BoxOf(row), Area = BoxOf(row).Area,
                    Occlusion = OcclusionOfLevel[(int)row[4]], Truncation = row[5], IsIgnored = row[6] > 0,
                }),
                .. DontCare.Select(row => new TruthObject
                {
                    Class = TruthObject.AnyClass, Box = BoxOf(row), Area = BoxOf(row).Area, IsCrowd = true,
                }),
            ],
            Found =
            [
                .. Found.Select(row => new FoundObject { Class = className, Box = BoxOf(row), Score = (float)row[4] }),
            ],
        };

        private static Box BoxOf(double[] row) => new(row[0], row[1], row[2], row[3]);
    }
}
