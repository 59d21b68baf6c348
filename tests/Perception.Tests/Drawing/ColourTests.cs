using Perception.Drawing;

namespace Perception.Tests.Drawing;

public sealed class ColourTests
{
    // White and the red primary as OKLab's author lists them: L 1, C 0; L 0.62796, C 0.25768, h 29.234 degrees.
    [Theory]
    [InlineData(1, 0, 0, 1, 1, 1)]
    [InlineData(0.62796, 0.25768, 29.234, 1, 0, 0)]
    public void Oklch_reproduces_published_colours(double l, double c, double h, double red, double green, double blue)
    {
        var colour = Colour.FromOklch(l, c, h);
        Assert.Equal(red, colour.Red, 0.002);
        Assert.Equal(green, colour.Green, 0.01);
        Assert.Equal(blue, colour.Blue, 0.01);
    }

    [Fact]
    public void Text_reads_with_at_least_the_contrast_of_wcag_AA_on_every_class_colour()
    {
        for (var id = 0; id < 128; id++)
        {
            var colour = ClassPalette.ColourOf(id);
            var (bright, dark) = (Math.Max(colour.Luminance, colour.TextOnTop.Luminance),
                Math.Min(colour.Luminance, colour.TextOnTop.Luminance));
            Assert.True((bright + 0.05) / (dark + 0.05) >= 4.5, $"class {id}");
        }
    }

    [Fact]
    public void Neighbouring_classes_never_share_a_colour_and_negative_ids_have_one()
    {
        Assert.Equal(128, Enumerable.Range(0, 128).Select(ClassPalette.ColourOf).Distinct().Count());
        _ = ClassPalette.ColourOf(-1);
    }
}
