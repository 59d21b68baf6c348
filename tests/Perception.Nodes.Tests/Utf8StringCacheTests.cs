using Perception.Nodes.Input;

namespace Perception.Nodes.Tests;

public sealed class Utf8StringCacheTests
{
    [Fact]
    public void The_same_text_is_one_string_and_costs_nothing()
    {
        var cache = new Utf8StringCache();
        var first = cache.Get("camera_optical_frame"u8);
        SteadyState.AllocatesNothing(
            () => Assert.True(ReferenceEquals(first, cache.Get("camera_optical_frame"u8))), 100);
        Assert.Equal("kamera_ö", cache.Get("kamera_ö"u8));
        Assert.Equal("", cache.Get(""u8));
    }
}
