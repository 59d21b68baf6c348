using System.Globalization;
using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Imaging;

namespace Perception.Tests.Decoding;

public unsafe class DepthDecoderTests
{
    [SkippableTheory]
    [InlineData(DepthForm.Linear, 68, 0, 0.5, 60)]
    [InlineData(DepthForm.Linear, -3, 2, 0, 1.5)]
    [InlineData(DepthForm.Inverse, 0.37, 0.01, 1, 80)]
    [InlineData(DepthForm.Inverse, 1, -0.5, 0, 1e9)]
    [InlineData(DepthForm.Log, 4, 0.2, 1.5, 50)]
    public void Metres_are_those_of_numpy(DepthForm form, float scale, float offset, float minimum, float maximum)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1003).Select(_ => random.NextSingle()).ToArray();
        (values[0], values[17], values[18], values[1002]) = (float.NaN, 0, 1, float.PositiveInfinity);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["in.raw"], MemoryMarshal.AsBytes<float>(values));
        Python.Run("tests/Perception.Tests/Reference/depth.py", ["numpy"], "decode", folder["in.raw"],
            folder["out.raw"],
            form.ToString().ToLowerInvariant(), Text(scale), Text(offset), Text(minimum), Text(maximum));
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["out.raw"])).ToArray();

        var spec = new DepthSpec
        {
            Form = form,
            Scale = scale,
            Offset = offset,
            MinimumMetres = minimum,
            MaximumMetres = maximum
        };
        var (actual, portable) = (new float[values.Length], new float[values.Length]);
        DepthDecoder.ToMetres(values, actual, spec);
        DepthDecoder.ToMetres(values, portable, spec, vectors: false);

        Assert.Equal(MemoryMarshal.AsBytes<float>(portable), MemoryMarshal.AsBytes<float>(actual));
        for (var i = 0; i < values.Length; i++)
        {
            // Exponentials differ in their last bits; multiplication, addition and division do not.
            var tolerance = form == DepthForm.Log && float.IsFinite(expected[i]) ? 1e-6f * expected[i] : 0;
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{i}: {expected[i]} {actual[i]}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Millimetres_become_metres_and_zero_is_no_depth(bool bigEndian)
    {
        byte[] bytes = [0, 0, 0xe8, 0x03, 9, 9, 0xff, 0xff, 0x01, 0, 9, 9];
        if (bigEndian)
        {
            for (var i = 0; i < bytes.Length; i += 2)
            {
                (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
            }
        }

        fixed (byte* data = bytes)
        {
            using var image = Image.Wrap((nint)data, bytes.Length, 2, 2, 6, PixelFormat.Depth16U, bigEndian, null);
            var metres = new float[4];
            DepthDecoder.ToMetres(image, metres);
            Assert.Equal([float.NaN, 1, 65.535f, 0.001f], metres);
        }
    }

    [Fact]
    public void What_sixteen_bits_cannot_say_is_zero()
    {
        var millimetres = new ushort[6];
        DepthDecoder.ToMillimetres([1.2344f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 65.535f, 65.6f],
            millimetres);
        Assert.Equal([(ushort)1234, (ushort)0, (ushort)0, (ushort)0, (ushort)65535, (ushort)0], millimetres);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        using var image = Image.Rent(64, 48, PixelFormat.Depth16U);
        var (values, metres) = (new float[64 * 48], new float[64 * 48]);
        var spec = new DepthSpec { Form = DepthForm.Log };
        SteadyState.AllocatesNothing(() =>
        {
            DepthDecoder.ToMetres(values, metres, spec);
            DepthDecoder.ToMetres(image, metres);
        });
    }

    [Fact]
    public void Specifications_that_cannot_be_are_refused_in_one_sentence()
    {
        Assert.Null(new DepthSpec().FindProblem());
        Assert.Contains("scale", new DepthSpec { Scale = 0 }.FindProblem());
        Assert.Contains("offset", new DepthSpec { Offset = float.NaN }.FindProblem());
        Assert.Contains("limits", new DepthSpec { MinimumMetres = 5, MaximumMetres = 5 }.FindProblem());
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
