using Perception.Geometry;
using Perception.Imaging;
using Perception.Preprocessing;
using Perception.Tests.Preprocessing;

namespace Perception.Tests.Geometry;

public unsafe class RectificationMapTests
{
    [SkippableTheory]
    [InlineData("plumb_bob")]
    [InlineData("equidistant")]
    public void A_rectified_image_is_within_one_level_of_exact_interpolation(string name)
    {
        var values = Cameras.Of(name);
        using var source = Noise(values.Width, values.Height, PixelFormat.Bgr8);
        var reference = CameraReference.Ask(values, [new Point3(0, 0, 1)], source.Bytes);
        using var target = Image.Rent(values.Width, values.Height, PixelFormat.Bgr8);
        RectificationMap.Of(values).Remap(source, target);

        var (worst, worstOpenCv, compared) = (0.0, 0, 0);
        for (var i = 0; i < values.Width * values.Height; i++)
        {
            var (x, y) = (reference.MapX[i], reference.MapY[i]);
            if (x < 0 || y < 0 || x > values.Width - 1 || y > values.Height - 1)
            {
                continue;
            }

            compared++;
            for (var c = 0; c < 3; c++)
            {
                worst = Math.Max(worst, Math.Abs(reference.Exact[3 * i + c] - target.Bytes[3 * i + c]));
                worstOpenCv = Math.Max(worstOpenCv, Math.Abs(reference.Remapped[3 * i + c] - target.Bytes[3 * i + c]));
            }
        }

        // OpenCV takes places in 1/32 pixel, which in noise is worth up to 255 / 64 levels in each direction.
        Assert.True(compared > 500_000);
        Assert.InRange(worst, 0, 1);
        Assert.InRange(worstOpenCv, 0, 9);
    }

    [Fact]
    public void Every_vector_width_gives_the_same_bits_and_stays_within_its_memory()
    {
        var values = Cameras.Of("plumb_bob").Resized(101, 67);
        foreach (var format in new[] { PixelFormat.Mono8, PixelFormat.Bgr8, PixelFormat.Rgba8 })
        {
            using var noise = Noise(101, 67, format);
            using var memory = new GuardedMemory(noise.ByteLength);
            noise.Bytes.CopyTo(new Span<byte>(memory.Data, noise.ByteLength));
            using var source = Image.Wrap((nint)memory.Data, noise.ByteLength, 101, 67, noise.Stride, format, false,
                null);
            using var expected = Image.Rent(101, 67, format);
            RectificationMap.Of(values, SimdLevel.Portable).Remap(source, expected);
            foreach (var level in Enum.GetValues<SimdLevel>().Where(SimdLevels.IsSupported))
            {
                using var guarded = new GuardedMemory(noise.ByteLength);
                using var target = Image.Wrap((nint)guarded.Data, noise.ByteLength, 101, 67, noise.Stride, format,
                    false, null);
                RectificationMap.Of(values, level).Remap(source, target);
                Assert.True(expected.Bytes.SequenceEqual(target.Bytes), $"{level} {format}");
            }
        }
    }

    [Fact]
    public void What_the_camera_does_not_see_is_black_or_no_depth()
    {
        var values = Cameras.Of("pinhole").Resized(64, 36);
        values = values with { R = Cameras.Rotation(0, 60, 0) };
        var map = RectificationMap.Of(values);
        using var colour = Image.Rent(64, 36, PixelFormat.Bgr8);
        colour.Bytes.Fill(200);
        using var target = Image.Rent(64, 36, PixelFormat.Bgr8);
        map.Remap(colour, target);
        Assert.Contains((byte)0, target.Bytes.ToArray());
        Assert.Contains((byte)200, target.Bytes.ToArray());

        using var depth = Image.Rent(64, 36, PixelFormat.Depth32F);
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(depth.Bytes).Fill(7);
        using var result = Image.Rent(64, 36, PixelFormat.Depth32F);
        map.RemapNearest(depth, result);
        for (var i = 0; i < 64 * 36; i++)
        {
            var metres = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(result.Bytes)[i];
            Assert.Equal(target.Bytes[3 * i] == 0, float.IsNaN(metres));
        }
    }

    [Fact]
    public void Images_of_another_size_or_format_are_refused()
    {
        var map = RectificationMap.Of(Cameras.Of("pinhole").Resized(64, 36));
        using var right = Noise(64, 36, PixelFormat.Bgr8);
        using var wrong = Noise(32, 36, PixelFormat.Bgr8);
        using var yuv = Noise(64, 36, PixelFormat.Yuyv);
        Assert.Contains("calibration is for 64x36",
            Assert.Throws<ImageFormatException>(() => map.Remap(wrong, right)).Message);
        Assert.Contains("needed", Assert.Throws<ImageFormatException>(() => map.Remap(right, wrong)).Message);
        Assert.Contains("convert", Assert.Throws<ImageFormatException>(() => map.Remap(yuv, yuv)).Message);
        Assert.Contains("convert", Assert.Throws<ImageFormatException>(() => map.RemapNearest(yuv, yuv)).Message);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var map = RectificationMap.Of(Cameras.Of("plumb_bob").Resized(160, 90));
        using var source = Noise(160, 90, PixelFormat.Bgr8);
        using var target = Image.Rent(160, 90, PixelFormat.Bgr8);
        SteadyState.AllocatesNothing(() =>
        {
            map.Remap(source, target);
            map.RemapNearest(source, target);
        });
    }

    private static Image Noise(int width, int height, PixelFormat format)
    {
        var image = Image.Rent(width, height, format);
        new Random(7).NextBytes(image.Bytes);
        return image;
    }
}
