using Perception.Anonymizing;
using Perception.Decoding;
using Perception.Imaging;

namespace Perception.Tests.Anonymizing;

public class ObscurerTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 2)]
    [InlineData(3, 4)]
    [InlineData(1, 1)]
    public void A_box_of_four_pixels_becomes_one_colour(int width, int height)
    {
        foreach (var method in Enum.GetValues<ObscureMethod>())
        {
            using var image = Noise(PixelFormat.Bgr8);
            var part = new PixelRectangle(30, 20, width, height);
            var mean = Mean(image, part);
            new Obscurer().Hide(image, part, method);
            for (var y = 20; y < 20 + height; y++)
            {
                for (var x = 30; x < 30 + width; x++)
                {
                    Assert.All(Enumerable.Range(0, 3), c =>
                        Assert.Equal(mean[c], image.Row(y)[3 * x + c], 0.51));
                }
            }
        }
    }

    [Theory]
    [InlineData(PixelFormat.Bgr8)]
    [InlineData(PixelFormat.Mono8)]
    [InlineData(PixelFormat.Rgba8)]
    public void A_large_box_keeps_no_more_than_seven_squares_across(PixelFormat format)
    {
        using var image = Noise(format);
        var part = new PixelRectangle(5, 7, 80, 41);
        new Obscurer().Hide(image, part, ObscureMethod.Pixelate);
        var bytes = ImageEncodings.BytesPerPixel(format);
        var colours = new HashSet<int>();
        for (var x = part.X; x < part.X + part.Width; x++)
        {
            colours.Add(image.Row(20)[x * bytes] << 8 | image.Row(20)[x * bytes + bytes - 1]);
        }
        Assert.InRange(colours.Count, 2, 7);
    }

    [Fact]
    public void A_blurred_box_has_no_detail_left()
    {
        using var image = Noise(PixelFormat.Bgr8);
        var part = new PixelRectangle(10, 10, 64, 40);
        var before = Detail(image, part);
        new Obscurer().Hide(image, part, ObscureMethod.Blur);
        Assert.InRange(Detail(image, part), 0, 0.05 * before);
    }

    [Fact]
    public void Nothing_outside_of_the_box_changes_and_nothing_of_it_comes_in()
    {
        foreach (var method in Enum.GetValues<ObscureMethod>())
        {
            using var image = Noise(PixelFormat.Bgr8);
            using var before = ImageConverter.Convert(image, PixelFormat.Bgr8);
            var part = new PixelRectangle(image.Width - 20, image.Height - 13, 20, 13);
            new Obscurer().Hide(image, part, method);
            for (var y = 0; y < image.Height; y++)
            {
                var kept = y < part.Y ? image.Width : part.X;
                Assert.True(image.Row(y)[..(3 * kept)].SequenceEqual(before.Row(y)[..(3 * kept)]));
            }

            // White around black: inside it stays black.
            image.Bytes.Fill(255);
            for (var y = 20; y < 50; y++) image.Row(y).Slice(60, 90).Clear();
            new Obscurer().Hide(image, new PixelRectangle(20, 20, 30, 30), method);
            for (var y = 20; y < 50; y++) Assert.Equal(-1, image.Row(y).Slice(60, 90).IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Zones_are_where_heads_and_plates_can_be()
    {
        var person = new Detection(100, 50, 140, 150, 0, 1, 1);
        Assert.Equal(90, ZoneRules.OfPerson(person, 400).Y2);
        foreach (var whole in (Detection[])[person with { X2 = 170 }, person with { Y2 = 400 }])
        {
            Assert.Equal(whole, ZoneRules.OfPerson(whole, 400));
        }

        var car = new Detection(10, 100, 210, 200, 0, 1, 1);
        Assert.Equal((135f, 200f), (ZoneRules.OfVehicle(car, 400).Y1, ZoneRules.OfVehicle(car, 400).Y2));

        // Never empty, never outside.
        Assert.Equal(new PixelRectangle(0, 0, 2, 2),
            ZoneRules.Grown(new Detection(0.2f, 0.2f, 0.8f, 0.8f, 0, 1, 1), 0.1f, 640, 480));
        Assert.Equal(new PixelRectangle(638, 478, 2, 2),
            ZoneRules.Grown(new Detection(639.5f, 479.5f, 660, 500, 0, 1, 1), 0, 640, 480));
    }

    [Fact]
    public void A_zone_that_is_not_found_again_stays_for_five_frames()
    {
        var hold = new ZoneHold();
        var zones = new PixelRectangle[4];
        zones[0] = new PixelRectangle(100, 100, 40, 40);
        Assert.Equal(1, hold.Extend(ref zones, 1, 5, 640, 480));

        // Found again a little to the side: one zone, not two.
        zones[0] = new PixelRectangle(106, 100, 40, 40);
        Assert.Equal(1, hold.Extend(ref zones, 1, 5, 640, 480));
        for (var frame = 1; frame <= 5; frame++)
        {
            Assert.Equal(1, hold.Extend(ref zones, 0, 5, 640, 480));
            Assert.True(zones[0].X < 106 && zones[0].Width > 40);
        }

        Assert.Equal(0, hold.Extend(ref zones, 0, 5, 640, 480));

        zones[0] = new PixelRectangle(100, 100, 40, 40);
        hold.Extend(ref zones, 1, 5, 640, 480);
        Assert.Equal(0, hold.Extend(ref zones, 0, 5, 320, 240));
    }

    [Fact]
    public void Nothing_managed_is_allocated()
    {
        using var image = Noise(PixelFormat.Bgr8);
        var obscurer = new Obscurer();
        SteadyState.AllocatesNothing(() =>
        {
            obscurer.Hide(image, new PixelRectangle(10, 10, 70, 50), ObscureMethod.Pixelate);
            obscurer.Hide(image, new PixelRectangle(20, 10, 60, 50), ObscureMethod.Blur);
        });
    }

    private static Image Noise(PixelFormat format)
    {
        var image = Image.Rent(120, 80, format);
        new Random(5).NextBytes(image.Bytes);
        return image;
    }

    private static double[] Mean(Image image, PixelRectangle part)
    {
        var sum = new double[3];
        for (var y = part.Y; y < part.Y + part.Height; y++)
        {
            for (var i = 0; i < 3 * part.Width; i++) sum[i % 3] += image.Row(y)[3 * part.X + i];
        }

        return [.. sum.Select(value => value / (part.Width * part.Height))];
    }

    private static double Detail(Image image, PixelRectangle part)
    {
        var sum = 0.0;
        for (var y = part.Y; y < part.Y + part.Height; y++)
        {
            for (var x = part.X; x < part.X + part.Width - 1; x++)
                sum += Math.Abs(image.Row(y)[3 * x] - image.Row(y)[3 * x + 3]);
        }

        return sum / (part.Width * part.Height);
    }
}
