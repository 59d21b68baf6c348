using System.Globalization;
using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Inference.OnnxRuntime;
using Perception.Preprocessing;

namespace Perception.Tests.Decoding;

public class YoloxDecoderTests
{
    private const int Side = 64;
    private const int Cells = 64 + 16 + 4;
    private static readonly LetterboxTransform Identity = new(1, 1, 0, 0, Side, Side);

    [Fact]
    public void A_raw_row_is_its_cell_plus_offset_times_stride()
    {
        // Row 64 + 6 is cell (2, 1) of stride 16: centre ((2 + 0.5) * 16, (1 + 0.25) * 16), size 16 e^0 and 16 * 2.
        var found = Decode(Row(64 + 6, 0.5f, 0.25f, 0, MathF.Log(2), 0.8f, 0.1f, 0.9f)).Single();

        Assert.Equal((40 - 8, 20 - 16, 40 + 8, 20 + 16, 1), (found.X1, found.Y1, found.X2, found.Y2, found.ClassId));
        Assert.Equal(0.9f, found.ClassProbability);
        Assert.Equal(0.8f * 0.9f, found.ExistenceProbability);
    }

    [Fact]
    public void Decoded_boxes_are_taken_as_they_are() =>
        Assert.Equal(Decode(Row(70, 0.5f, 0.25f, 0, MathF.Log(2), 0.8f, 0.1f, 0.9f)),
            Decode(Row(70, 40, 20, 16, 32, 0.8f, 0.1f, 0.9f),
                new YoloxOutput { Decoded = true }));

    [Fact]
    public void A_score_equal_to_the_threshold_is_not_above_it() =>
        Assert.Empty(Decode(Row(0, 0, 0, 0, 0, 0.5f, 1, 0)));

    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.35f)]
    [InlineData(0.999f)]
    [InlineData(0.9999999f)]
    public void Logits_are_boxes_where_their_sigmoid_times_the_class_is_above_the_threshold(float threshold)
    {
        // As near to the threshold as floats get, on both sides of it.
        var logits = new float[Cells * 7];
        var above = MathF.Log(threshold / (1 - threshold));
        var below = above;
        for (var row = 0; row < Cells; row++)
        {
            logits[7 * row + 4] = row % 2 == 0 ? above = MathF.BitIncrement(above) : below = MathF.BitDecrement(below);
            logits[7 * row + 5] = 100;
        }

        var expected = Enumerable.Range(0, Cells).Count(row => 1 / (1 + MathF.Exp(-logits[7 * row + 4])) > threshold);
        Assert.Equal(expected, Decode(logits, new YoloxOutput { Activated = false }, threshold, nms: 1).Length);
    }

    [Theory]
    [InlineData(4, float.NaN)]
    [InlineData(4, float.PositiveInfinity)]
    [InlineData(5, float.NaN)]
    [InlineData(6, float.PositiveInfinity)]
    [InlineData(0, float.NaN)]
    [InlineData(2, float.PositiveInfinity)]
    public void A_value_that_is_no_number_is_an_error_and_not_a_detection(int column, float value)
    {
        var tensor = Row(3, 0, 0, 0, 0, 0.9f, 0.9f, 0.1f);
        tensor[3 * 7 + column] = value;

        Assert.Contains("NaN or infinity at row 3", Assert.Throws<BadTensorException>(() => Decode(tensor)).Message);
    }

    [SkippableTheory]
    [InlineData(0.3f, 0.7f)]
    [InlineData(0.01f, 0.45f)]
    public void Autoware_boxes_equal_an_independent_restatement_of_its_rules(float scoreThreshold, float nmsThreshold)
    {
        using var backend = new OnnxRuntimeSession(Workspace.Shared("models", "yolox_nano.onnx"));
        using var buffers = backend.CreateBuffers();
        using var letterbox = new LetterboxKernel(new PreprocessingSpec { Width = 416, Height = 416 });
        var images = Directory.GetFiles(
            Workspace.Shared("data", "coco", "images"), "*.jpg", SearchOption.AllDirectories).Order().Take(6);
        var file = Path.GetTempFileName();
        try
        {
            foreach (var path in images.Append(Workspace.Shared("data", "images", "dog.jpg")))
            {
                using var image = ImageFile.Load(path);
                var transform = letterbox.Run(image, buffers.Input(0));
                backend.Run(buffers);
                var tensor = Output(backend, buffers);
                File.WriteAllBytes(file, MemoryMarshal.AsBytes(tensor.AsSpan()).ToArray());

                var decoder = new YoloxDecoder(
                    new YoloxOutput(), backend.Outputs[0], 416, 416, new YoloxDecoderOptions
                    {
                        ScoreThreshold = scoreThreshold,
                        NmsThreshold = nmsThreshold,
                        AutowareCompat = true,
                        MaximumDetections = int.MaxValue,
                    });
                var lines = decoder.Decode(tensor, transform).ToArray()
                    .Select(d =>
                        string.Create(CultureInfo.InvariantCulture, $"{d.ClassId} {d.X1} {d.Y1} {d.Width} {d.Height}"));
                var expected = Python.Run(
                    "tests/Perception.Tests/Reference/autoware_yolox.py", ["numpy"], [file, "80", "416", "416",
                    .. new IFormattable[] { image.Width, image.Height, scoreThreshold, nmsThreshold }.Select(v =>
                        v.ToString(null, CultureInfo.InvariantCulture))]);
                Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries), lines);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(-8, 8)]
    [InlineData(8, -8)]
    [InlineData(0, 8)]
    public void A_box_without_area_is_none(float width, float height) =>
        Assert.Empty(Decode(Row(3, 20, 20, width, height, 0.9f, 0.9f, 0.1f), new YoloxOutput { Decoded = true }));

    private static float[] Output(OnnxRuntimeSession backend, TensorBuffers buffers)
    {
        var tensor = new float[backend.Outputs[0].ElementCount];
        Marshal.Copy(buffers.Output(0), tensor, 0, tensor.Length);
        return tensor;
    }

    private static float[] Row(int row, params float[] values)
    {
        var tensor = new float[Cells * 7];
        values.CopyTo(tensor, 7 * row);
        return tensor;
    }

    private static Detection[] Decode(
        float[] tensor, YoloxOutput? output = null, float threshold = 0.5f, float? nms = null) =>
        new YoloxDecoder(output ?? new YoloxOutput(), new TensorSpec("output", [1, Cells, 7], TensorDataType.Float32),
            Side, Side, new YoloxDecoderOptions { ScoreThreshold = threshold, NmsThreshold = nms })
            .Decode(tensor, Identity).ToArray();
}
