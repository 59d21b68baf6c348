using System.Globalization;
using System.Text.Json;
using Perception.Toolchain.Quantization;

namespace Perception.Toolchain.Tests.Quantization;

public class CalibratorTests
{
    [SkippableTheory]
    [InlineData("normal")]
    [InlineData("relu")]
    [InlineData("silu")]
    [InlineData("outliers")]
    [InlineData("narrow")]
    public void Thresholds_are_those_of_the_formulas_in_numpy(string distribution)
    {
        var histogram = new Histogram();
        foreach (var part in Values(distribution).Chunk(10_000)) histogram.Add(part);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["histogram.json"], JsonSerializer.Serialize(new
        {
            width = histogram.Width,
            negative = histogram.Negative.ToArray(),
            positive = histogram.Positive.ToArray(),
            minimum = histogram.Minimum,
            maximum = histogram.Maximum,
        }));
        var expected =
            Python.Run("tests/Perception.Toolchain.Tests/Reference/calibrators.py", ["numpy"], folder["histogram.json"])
            .Split()
            .Where(text => text.Length > 0).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        double[] actual =
        [
            Thresholds.Entropy(histogram), Thresholds.Percentile(histogram, 0.999),
            Thresholds.Percentile(histogram, 0.9999),
            Thresholds.Mse(histogram, symmetric: false), Thresholds.Mse(histogram, symmetric: true),
        ];
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6 * expected[i]);
        if (distribution == "outliers")
        {
            Assert.True(actual[0] < 0.5 * histogram.LargestMagnitude, "entropy clips what is rare");
        }
    }

    [Fact]
    public void A_histogram_that_grows_counts_every_value_once_and_in_its_bin()
    {
        var histogram = new Histogram();
        float[] values = [.. Values("normal"), .. Values("outliers")];
        foreach (var part in values.Chunk(777)) histogram.Add(part);
        Assert.Equal(values.Length, histogram.Count);
        Assert.Equal((values.Min(), values.Max()), (histogram.Minimum, histogram.Maximum));
        for (var bin = 0; bin < Histogram.Side; bin += 37)
        {
            // Rounding may move a value that lies on an edge.
            var inside = values.Count(
                value => value >= 0 && value >= bin * histogram.Width && value < (bin + 1) * histogram.Width);
            Assert.InRange(histogram.Positive[bin], inside - 1, inside + 1);
        }
    }

    [Fact]
    public void What_is_no_number_is_counted_apart()
    {
        var histogram = new Histogram();
        histogram.Add([1, float.NaN, -2, float.PositiveInfinity]);
        Assert.Equal((2, 2, -2f, 1f), (histogram.Count, histogram.NotNumbers, histogram.Minimum, histogram.Maximum));
    }

    [Theory]
    [InlineData(-1, 3, 4 / 255.0, 64)]
    [InlineData(0.5, 2, 2 / 255.0, 0)]
    [InlineData(-2, -1, 2 / 255.0, 255)]
    public void An_asymmetric_scale_spans_the_range_with_zero(double minimum, double maximum, double scale, int zero)
    {
        var found = ByteScale.Asymmetric(minimum, maximum);
        Assert.Equal((float)scale, found.Scale);
        Assert.Equal(zero, found.ZeroPoint);
        Assert.Equal(0, found.Round(0));
    }

    [Fact]
    public void A_symmetric_scale_is_the_magnitude_over_127() =>
        Assert.Equal(new ByteScale(6f / 127, 0, true), ByteScale.Symmetric(6));

    private static float[] Values(string distribution)
    {
        var random = new Random(11);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, 60_000).Select(i => Normal()).Select((x, i) => (float)(distribution switch
        {
            "relu" => Math.Max(x, 0),
            "silu" => 3 * x / (1 + Math.Exp(-3 * x)),
            "outliers" => i % 5000 == 77 ? 60 * x : x,
            "narrow" => Math.Round(x),
            _ => x,
        }))];
    }
}
