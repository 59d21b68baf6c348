using Perception.Inference;

namespace Perception.Tests.Inference.Backends;

public sealed class TensorQuantizationTests
{
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.NaN, 0f)]
    [InlineData(-1f, 0f)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(1f, float.NaN)]
    public void A_scale_that_makes_nothing_of_every_result_is_refused(float scale, float zeroPoint) =>
        Assert.Throws<InferenceException>(() => new TensorQuantization([1, scale], [0, zeroPoint]));

    [Fact]
    public void Equal_pairs_for_all_channels_are_those_of_the_tensor()
    {
        Assert.False(new TensorQuantization([0.5f, 0.5f], [3, 3]).IsPerChannel);
        Assert.True(new TensorQuantization([0.5f, 0.25f], [3, 3]).IsPerChannel);
        Assert.Throws<InferenceException>(() => new TensorQuantization([1, 2], [0]));
        Assert.Throws<InferenceException>(() => new TensorQuantization([], []));
    }

    [Fact]
    public void Integers_stand_for_their_numbers_by_channel()
    {
        var q = new TensorQuantization([0.5f, 0.25f], [128, 0]);
        Assert.Equal((1f, 0.75f), (q.Dequantize(130), q.Dequantize(3, 1)));
    }

    [Fact]
    public void A_threshold_in_integers_decides_as_it_does_in_floats()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var q = new TensorQuantization([(float)Math.Pow(10, -4 * random.NextDouble())], [random.Next(256)]);
            var threshold = random.NextSingle();
            var least = q.LeastAtOrAbove(threshold);
            for (var value = 0; value < 256; value++)
            {
                Assert.Equal(q.Dequantize(value) >= threshold, value >= least);
            }
        }
    }
}
