using Perception.Toolchain.Quantization;

namespace Perception.Toolchain.Tests.Quantization;

public class FloatLayerSearchTests
{
    private static readonly string[] Order = [.. Enumerable.Range(0, 69).Select(i => $"layer{i}")];

    [Fact]
    public void Nothing_stays_in_float_where_nothing_is_lost() => Assert.Empty(FloatLayerSearch.Run(Order, _ => true)!);

    [Fact]
    public void Not_even_all_layers_may_be_enough() => Assert.Null(FloatLayerSearch.Run(Order, _ => false));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(69)]
    public void The_least_number_of_layers_is_found_in_few_tries(int needed)
    {
        var tries = 0;
        var kept = FloatLayerSearch.Run(Order, layers =>
        {
            tries++;
            return Order.Take(needed).All(layers.Contains);
        })!;
        Assert.Equal(Order.Take(needed).Order(), kept.Order());
        Assert.InRange(tries, 1, 2 + 2 * 7 + 24);
    }

    [Fact]
    public void Layers_that_only_look_sensitive_are_given_back()
    {
        string[] harmful = ["layer2", "layer9"];
        Assert.Equal(harmful, FloatLayerSearch.Run(Order, layers => harmful.All(layers.Contains))!.Order());
    }
}
