using System.Globalization;
using Perception.Decoding;

namespace Perception.Tests.Decoding;

public class NonMaximumSuppressionTests
{
    [SkippableTheory]
    [InlineData(1, 400, 0.45f, false)]
    [InlineData(2, 400, 0.45f, true)]
    [InlineData(3, 1500, 0.7f, false)]
    [InlineData(4, 1500, 0.7f, true)]
    [InlineData(5, 1500, 0.05f, true)]
    [InlineData(6, 1, 0.5f, true)]
    public void Random_boxes_are_kept_and_dropped_as_OpenCV_does(
        int seed, int count, float threshold, bool classAgnostic)
    {
        var random = new Random(seed);
        var boxes = Enumerable.Range(0, count).Select(i =>
        {
            // No whole pixels: overlaps of exactly the threshold would be a matter of rounding.
            var (x, y) = (random.NextSingle() * 600, random.NextSingle() * 400);
            return new Detection(x, y, x + 1 + random.NextSingle() * 200, y + 1 + random.NextSingle() * 200,
                random.Next(5), i, random.NextSingle());
        }).ToArray();
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["boxes.txt"], boxes.Select(b => string.Create(CultureInfo.InvariantCulture,
            $"{b.X1} {b.Y1} {b.Width} {b.Height} {b.ClassId} {b.ExistenceProbability:R}")));

        var kept = new NonMaximumSuppression().Run(boxes, threshold, classAgnostic, int.MaxValue);

        // A box carries its number as its class probability.
        Assert.Equal(
            Python.Run("tests/Perception.Tests/Reference/nms.py", ["numpy", "cv2"], folder["boxes.txt"],
                threshold.ToString(CultureInfo.InvariantCulture), $"{classAgnostic}").Trim(),
            string.Join(' ', boxes[..kept].Select(box => box.ClassProbability)));
    }

    [Fact]
    public void Of_equal_scores_the_first_box_wins_and_no_more_than_the_maximum_are_kept()
    {
        Detection[] boxes =
            [.. Enumerable.Range(0, 9).Select(i => new Detection(i / 3 * 100, 0, (i / 3 * 100) + 50, 50, i, 1, 0.5f))];
        var kept = new NonMaximumSuppression().Run(boxes, 0.5f, classAgnostic: true, maximum: 2);
        Assert.Equal([0, 3], boxes[..kept].Select(box => box.ClassId));
    }

    [Fact]
    public void Boxes_of_other_classes_are_only_dropped_when_classes_do_not_count()
    {
        Detection[] boxes = [new(0, 0, 10, 10, 0, 1, 0.9f), new(0, 0, 10, 10, 1, 1, 0.8f)];
        Assert.Equal(2, new NonMaximumSuppression().Run(boxes, 0.5f, classAgnostic: false, 10));
        Assert.Equal(1, new NonMaximumSuppression().Run(boxes, 0.5f, classAgnostic: true, 10));
    }
}
