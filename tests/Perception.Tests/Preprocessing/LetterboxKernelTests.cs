using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Tests.Preprocessing;

public unsafe class LetterboxKernelTests
{
    [SkippableTheory]
    [InlineData(1920, 1280, 960, 608, LetterboxAnchor.TopLeft)]
    [InlineData(1920, 1280, 416, 416, LetterboxAnchor.Centre)]
    [InlineData(768, 576, 416, 416, LetterboxAnchor.TopLeft)]
    [InlineData(333, 517, 640, 384, LetterboxAnchor.Stretch)]
    [InlineData(50, 40, 416, 416, LetterboxAnchor.TopLeft)]
    [InlineData(333, 97, 333, 128, LetterboxAnchor.TopLeft)]
    public void A_letterbox_is_within_one_grey_level_of_OpenCV(
        int width, int height, int inputWidth, int inputHeight, LetterboxAnchor anchor)
    {
        using var image = Noise(width, height, PixelFormat.Bgr8);
        var folder = Directory.CreateTempSubdirectory("letterbox").FullName;
        var (raw, result) = (Path.Combine(folder, "in.raw"), Path.Combine(folder, "out.raw"));
        File.WriteAllBytes(raw, image.Bytes);
        Python.Run("tests/Perception.Tests/Reference/letterbox.py", ["numpy", "cv2"],
            raw, $"{width}", $"{height}", $"{image.Stride}", result, $"{inputWidth}", $"{inputHeight}",
                anchor.ToString().ToLowerInvariant());
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(result));

        var actual = Run(image, new PreprocessingSpec { Width = inputWidth, Height = inputHeight, Anchor = anchor });

        var worst = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }

        Assert.InRange(worst, 0, 1);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_vector_width_gives_the_same_bits(int seed)
    {
        var random = new Random(seed);
        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            using var image = Noise(2 * random.Next(1, 300), 2 * random.Next(1, 200), format);
            foreach (var layout in Enum.GetValues<TensorLayout>())
            {
                foreach (var type in Enum.GetValues<TensorElementType>())
                {
                    var spec = new PreprocessingSpec
                    {
                        Width = random.Next(3) == 0 ? image.Width : random.Next(1, 400),
                        Height = random.Next(3) == 0 ? image.Height : random.Next(1, 300),
                        Layout = layout,
                        ElementType = type,
                        Anchor = (LetterboxAnchor)random.Next(3),
                        Order = (ChannelOrder)random.Next(2),
                        Mean = (123.675f, 116.28f, 103.53f),
                        Scale = (1 / 58.395f, 1 / 57.12f, 1 / 57.375f),
                    };
                    var expected = RunBytes(image, spec, SimdLevel.Portable);
                    foreach (var level in Enum.GetValues<SimdLevel>().Where(SimdLevels.IsSupported))
                    {
                        Assert.True(
                            expected.AsSpan().SequenceEqual(RunBytes(image, spec, level)), $"{level} {format} {spec}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(44, 36)]
    [InlineData(258, 20)]
    [InlineData(100, 10)]
    [InlineData(44, 44)]
    public void Nothing_is_read_behind_the_last_pixel_or_written_behind_the_last_element(int width, int inputWidth)
    {
        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            using var image = Noise(width, 8, format);
            using var source = new GuardedMemory(image.ByteLength);
            image.Bytes.CopyTo(new Span<byte>(source.Data, image.ByteLength));
            using var wrapped =
                Image.Wrap((nint)source.Data, image.ByteLength, width, 8, image.Stride, format, false, null);
            foreach (var type in Enum.GetValues<TensorElementType>())
            {
                var spec = new PreprocessingSpec { Width = inputWidth, Height = 24, ElementType = type };
                foreach (var level in Enum.GetValues<SimdLevel>().Where(SimdLevels.IsSupported))
                {
                    using var target = new GuardedMemory(spec.ByteLength);
                    using var kernel = new LetterboxKernel(spec, level);
                    kernel.Run(wrapped, (nint)target.Data);
                    Assert.True(
                        new ReadOnlySpan<byte>(target.Data, spec.ByteLength)
                            .SequenceEqual(RunBytes(image, spec, level)));
                }
            }
        }
    }

    [Fact]
    public void A_border_that_belongs_to_its_buffer_is_written_again_only_when_the_picture_moves()
    {
        var spec = new PreprocessingSpec { Width = 64, Height = 64 };
        using var kernel = new LetterboxKernel(spec);
        using var wide = Noise(128, 64, PixelFormat.Bgr8);
        using var tall = Noise(64, 128, PixelFormat.Bgr8);
        var buffer = new float[3 * 64 * 64];
        fixed (float* start = buffer)
        {
            var border = new LetterboxBorder();
            kernel.Run(wide, (nint)start, border);
            Assert.Equal(Run(wide, spec), buffer);

            buffer[^1] = -1;
            kernel.Run(wide, (nint)start, border);
            Assert.Equal(-1, buffer[^1]);

            kernel.Run(tall, (nint)start, border);
            Assert.Equal(Run(tall, spec), buffer);

            buffer[^1] = -1;
            kernel.Run(tall, (nint)start);
            Assert.Equal(Run(tall, spec), buffer);
        }
    }

    [Fact]
    public void Padding_between_rows_is_never_read_as_pixels()
    {
        using var tight = Noise(31, 17, PixelFormat.Bgr8);
        var memory = new byte[17 * 128];
        new Random(9).NextBytes(memory);
        for (var y = 0; y < 17; y++)
        {
            tight.Row(y).CopyTo(memory.AsSpan(y * 128));
        }

        fixed (byte* start = memory)
        {
            using var padded = Image.Wrap((nint)start, memory.Length, 31, 17, 128, PixelFormat.Bgr8, false, null);
            var spec = new PreprocessingSpec { Width = 64, Height = 64 };
            Assert.Equal(Run(tight, spec), Run(padded, spec));
        }
    }

    [Theory]
    [InlineData(960, 608)]
    [InlineData(416, 416)]
    [InlineData(100, 90)]
    public void An_even_area_keeps_its_exact_level(int inputWidth, int inputHeight)
    {
        using var image = Image.Rent(1920, 1280, PixelFormat.Bgr8);
        foreach (byte level in (byte[])[0, 1, 114, 254, 255])
        {
            image.Bytes.Fill(level);
            Assert.All(Run(image, new PreprocessingSpec { Width = inputWidth, Height = inputHeight, PadValue = level }),
                value => Assert.Equal(level, value));
        }
    }

    [Fact]
    public void Big_endian_values_are_read_by_their_high_byte()
    {
        byte[] memory = [0x12, 0xff, 0x12, 0xff];
        fixed (byte* start = memory)
        {
            using var image = Image.Wrap((nint)start, 4, 2, 1, 4, PixelFormat.Mono16, bigEndian: true, null);
            Assert.Equal(0x12, Run(image, new PreprocessingSpec { Width = 2, Height = 1 })[0]);
        }
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        using var image = Noise(640, 480, PixelFormat.Yuyv);
        var spec = new PreprocessingSpec { Width = 416, Height = 416 };
        using var kernel = new LetterboxKernel(spec);
        var buffer = NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);
        SteadyState.AllocatesNothing(() => kernel.Run(image, (nint)buffer));
        NativeMemory.AlignedFree(buffer);
    }

    private static Image Noise(int width, int height, PixelFormat format)
    {
        var image = Image.Rent(width, height, format);
        new Random(7).NextBytes(image.Bytes);
        return image;
    }

    private static float[] Run(Image image, PreprocessingSpec spec) =>
        MemoryMarshal.Cast<byte, float>(RunBytes(image, spec, SimdLevels.Best)).ToArray();

    private static byte[] RunBytes(Image image, PreprocessingSpec spec, SimdLevel level)
    {
        using var kernel = new LetterboxKernel(spec, level);
        var buffer = NativeMemory.AlignedAlloc((nuint)spec.ByteLength + 64, 64);
        kernel.Run(image, (nint)buffer);
        var result = new ReadOnlySpan<byte>(buffer, spec.ByteLength).ToArray();
        NativeMemory.AlignedFree(buffer);
        return result;
    }
}
