using Perception.Imaging;
using Perception.Imaging.Jpeg;

namespace Perception.Tests.Imaging;

/// <summary>
/// Mutated JPEGs are pictures where the library says so too, and never harm. A short slice here; scripts/fuzz runs
/// more.
/// </summary>
[Trait("Category", "Fuzz")]
public sealed class JpegFuzzTests
{
    private static readonly int Count = FuzzCount.Or(4000);

    [Fact]
    public void Mutated_pictures()
    {
        using var picture = Image.Rent(90, 70, PixelFormat.Bgr8);
        var random = new Random(11);
        random.NextBytes(picture.Bytes);
        byte[][] seeds = [JpegCodec.Encode(picture, 60), JpegCodec.Encode(picture, 100)];
        var reducer = new JpegReducer();
        var outstanding = Image.Outstanding;
        var refusals = new List<string>();
        var read = 0;
        for (var i = 0; i < Count; i++)
        {
            var jpeg = Mutate(seeds[i % seeds.Length], random);
            using var image = Reduce(reducer, jpeg, 1 << random.Next(1, 4));
            if (image is null) continue;
            read++;
            Check(jpeg, refusals);
        }

        Assert.Equal(outstanding, Image.Outstanding);
        Assert.InRange(read, Count / 100, Count);
        Assert.Empty(refusals);
    }

    private static Image? Reduce(JpegReducer reducer, byte[] jpeg, int scale)
    {
        try
        {
            return reducer.Decode(jpeg, scale);
        }
        catch (ImageFormatException)
        {
            return null; // larger than any image
        }
    }

    // Rgb8 is what the reducer does not make.
    private static void Check(byte[] jpeg, List<string> refusals)
    {
        try
        {
            JpegCodec.Decode(jpeg, PixelFormat.Rgb8).Dispose();
        }
        catch (ImageFormatException error)
        {
            refusals.Add(error.Message);
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(700, bytes.Length));
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = 0xFF;
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[(at + random.Next(Math.Min(9, bytes.Length - at)))..]];
                    break;
            }
        }

        return bytes;
    }
}
