using Perception.Decoding;
using Perception.Drawing;
using Perception.Imaging;

namespace Perception.Tests.Drawing;

public sealed class AnnotatorTests
{
    private static readonly string[] Labels = ["person", "bicycle", "car"];

    private static readonly Detection[] Detections =
    [
        new(100, 80, 300, 200, 2, 0.9f, 0.8f),
        new(-50, -50, 30, 30, 0, 0.9f, 0.7f),
        new(600, 440, 700, 500, 99, 0.9f, 0.6f),
    ];

    [Fact]
    public void A_box_has_its_classes_colour_and_the_rest_of_the_image_stays()
    {
        using var image = Grey();
        new Annotator().Draw(image, Detections.AsSpan(0, 1), Labels);

        var colour = ClassPalette.ColourOf(2);
        AssertPixel(image, 100, 150, (byte)Math.Round(colour.Blue * 255), (byte)Math.Round(colour.Green * 255),
            (byte)Math.Round(colour.Red * 255), 30); // anti-aliased over the seam
        AssertPixel(image, 400, 300, 128, 128, 128, 0);
        AssertPixel(image, 60, 150, 128, 128, 128, 0);
    }

    [Fact]
    public void Boxes_beyond_the_border_and_unknown_classes_are_drawn_all_the_same()
    {
        using var image = Grey();
        new Annotator().Draw(image, Detections, Labels);
        Assert.NotEqual(128, image.Row(10)[30 * 4]);
        Assert.NotEqual(128, image.Row(450)[600 * 4]);
    }

    [Fact]
    public void Drawing_allocates_nothing_after_the_first_frame()
    {
        using var image = Grey();
        var annotator = new Annotator();
        annotator.Draw(image, Detections, Labels);
        SteadyState.RoundAllocatesNothing(() =>
        {
            for (var i = 0; i < 10; i++) annotator.Draw(image, Detections, Labels);
        });
    }

    [Fact]
    public void Other_formats_are_refused()
    {
        using var image = Image.Rent(8, 8, PixelFormat.Bgr8);
        Assert.Throws<ArgumentException>(() => new Annotator().Draw(image, Detections, Labels));
    }

    private static Image Grey()
    {
        var image = Image.Rent(640, 480, PixelFormat.Bgra8);
        for (var y = 0; y < image.Height; y++) image.Row(y).Fill(128);
        return image;
    }

    private static void AssertPixel(Image image, int x, int y, byte blue, byte green, byte red, int tolerance)
    {
        var pixel = image.Row(y).Slice(x * 4, 3);
        Assert.InRange(pixel[0], blue - tolerance, blue + tolerance);
        Assert.InRange(pixel[1], green - tolerance, green + tolerance);
        Assert.InRange(pixel[2], red - tolerance, red + tolerance);
    }
}
