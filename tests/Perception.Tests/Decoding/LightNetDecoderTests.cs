using System.Globalization;
using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Tests.Decoding;

public class LightNetDecoderTests
{
    private const int Classes = 4;
    private const int Channels = 5 + Classes;
    private const int Width = 320;
    private const int Height = 192;

    private static readonly LightNetOptions Options = new()
    {
        Anchors = [[(10, 14), (22, 22), (15, 49)], [(38, 106), (92, 73), (114, 118)]],
        ScoreThreshold = 0.5f,
        MaximumDetections = 10_000,
    };

    private static readonly LightNetHead[] Heads = [new(20, 12), new(10, 6)];
    private static readonly LetterboxTransform Same = new(1, 1, 1000, 1000, 4000, 4000);

    [SkippableFact]
    public void Boxes_are_those_of_numpy()
    {
        float[][] outputs = [Random(0), Random(1)];
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["0.raw"], MemoryMarshal.AsBytes<float>(outputs[0]));
        File.WriteAllBytes(folder["1.raw"], MemoryMarshal.AsBytes<float>(outputs[1]));
        var lines = Python.Run("tests/Perception.Tests/Reference/lightnet.py", ["numpy"], $"{Classes}", $"{Width}",
            $"{Height}", "0.5", "0.45", folder["0.raw"], "20", "12", "10,14;22,22;15,49", folder["1.raw"], "10", "6",
                "38,106;92,73;114,118").Trim().Split('\n');

        // Boxes may reach out of the input; here they are moved by 1000 pixels, so that nothing is cut.
        var detections = Decode(Options, Heads, outputs);
        Assert.True(lines.Length > 50);
        Assert.Equal(lines.Length, detections.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var expected = lines[i].Split(' ').Select(
                text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var actual = detections[i];
            Assert.Equal(expected[0], actual.ClassId);
            Assert.Equal(expected[1], actual.ExistenceProbability, 1e-5);
            Assert.Equal(expected[2], actual.X1, 1e-3);
            Assert.Equal(expected[3], actual.Y1, 1e-3);
            Assert.Equal(expected[4], actual.X2, 1e-3);
            Assert.Equal(expected[5], actual.Y2, 1e-3);
        }
    }

    [Fact]
    public void Channels_side_by_side_and_logits_give_the_same_boxes()
    {
        float[][] outputs = [Random(0), Random(1)];
        var expected = Decode(Options, Heads, outputs);
        float[][] interleaved = [Interleave(outputs[0], 20 * 12), Interleave(outputs[1], 10 * 6)];
        Assert.Equal(expected,
            Decode(Options, [.. Heads.Select(head => head with { IsInterleaved = true })], interleaved));

        float[][] logits = [.. outputs.Select(output => output.Select(p => MathF.Log(p / (1 - p))).ToArray())];
        var fromLogits = Decode(Options with { Activated = false }, Heads, logits);
        Assert.Equal(expected.Length, fromLogits.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].X1, fromLogits[i].X1, 0.01);
            Assert.Equal(expected[i].ExistenceProbability, fromLogits[i].ExistenceProbability, 1e-4);
        }
    }

    [Fact]
    public void Values_that_are_no_numbers_and_heads_that_do_not_fit_are_refused()
    {
        // Channels of the first anchor: x, y, w, h, objectness, classes.
        foreach (var channel in new[] { 0, 3, 4, 6 })
        {
            float[][] outputs = [Random(0), Random(1)];
            for (var c = 4; c < Channels; c++)
            {
                outputs[0][c * 240 + 7] = 0.99f;
            }

            outputs[0][channel * 240 + 7] = float.NaN;
            Assert.Throws<BadTensorException>(() => Decode(Options, Heads, outputs));
        }

        Assert.Contains("anchors for 2",
            Assert.Throws<InferenceException>(() => Decode(Options, [Heads[0]], [])).Message);
        Assert.Throws<ArgumentException>(
            () => new LightNetDecoder(Heads, Classes, Width, Height, Options).Add(0, new float[9]));
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        float[][] outputs = [Random(0), Random(1)];
        var decoder = new LightNetDecoder(Heads, Classes, Width, Height, Options);
        SteadyState.AllocatesNothing(Frame);

        void Frame()
        {
            decoder.Clear();
            decoder.Add(0, outputs[0]);
            decoder.Add(1, outputs[1]);
            decoder.Finish(Same);
        }
    }

    private static Detection[] Decode(LightNetOptions options, LightNetHead[] heads, float[][] outputs)
    {
        var decoder = new LightNetDecoder(heads, Classes, Width, Height, options);
        for (var head = 0; head < outputs.Length; head++)
        {
            decoder.Add(head, outputs[head]);
        }

        return decoder.Finish(new LetterboxTransform(1, 1, -1000, -1000, 4000, 4000)).ToArray()
            .Select(box => box with
            {
                X1 = box.X1 - 1000,
                Y1 = box.Y1 - 1000,
                X2 = box.X2 - 1000,
                Y2 = box.Y2 - 1000
            }).ToArray();
    }

    private static float[] Random(int head)
    {
        var random = new Random(head + 1);
        return [.. Enumerable.Range(0, Heads[head].Columns * Heads[head].Rows * 3 * Channels).Select(
            _ => 0.01f + 0.98f * random.NextSingle())];
    }

    private static float[] Interleave(float[] planes, int cells)
    {
        var result = new float[planes.Length];
        for (var i = 0; i < planes.Length; i++)
        {
            result[i % cells * (planes.Length / cells) + i / cells] = planes[i];
        }

        return result;
    }
}
