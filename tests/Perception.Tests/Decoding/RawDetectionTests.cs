using System.Buffers.Binary;
using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Tests.Decoding;

/// <summary>
/// Integers of accelerators: by hand, and against the decoders of floats on the same numbers, dequantized one by one.
/// </summary>
public sealed unsafe class RawDetectionTests
{
    private const int Side = 64, Classes = 2, Cells = 64 + 16 + 4;
    private static readonly LetterboxTransform Identity = new(1, 1, 0, 0, Side, Side);

    private static readonly YoloxDecoderOptions Options = new() { ScoreThreshold = 0.3f, NmsThreshold = 0.45f };

    [Fact]
    public void One_tensor_for_all_strides_by_hand()
    {
        // Channels lie one after the other, [1, 1, 7, 84]; scale 0.0625, zero point 128. Cell 10 is column 2 of row 1.
        var tensor = OneTensor(0.0625f, 128);
        using var buffers = new PlainBuffers([], [tensor]);
        var data = new Span<byte>((void*)buffers.Output(0), tensor.ByteLength);
        data.Fill(128);
        (int Channel, byte Value)[] cell = [(0, 136), (1, 132), (2, 144), (3, 128), (4, 142), (5, 128), (6, 140)];
        foreach (var (channel, value) in cell) data[channel * Cells + 10] = value;
        var grids = RawYoloxLayout.Find([tensor], Classes, Side, Side, null)!;
        var found =
            Assert.Single(new RawYoloxDecoder(grids, Classes, true).Decode(buffers, Identity, Options).ToArray());

        // x (0.5 + 2) * 8 = 20, y (0.25 + 1) * 8 = 10, w e^1 * 8 = 21.746, h 8; objectness 0.875, class 1 at 0.75.
        Assert.Equal((1, 0.75f, 0.65625f), (found.ClassId, found.ClassProbability, found.ExistenceProbability));
        Assert.Equal(20 - 21.746255f / 2, found.X1, 1e-4);
        Assert.Equal((6f, 14f), (found.Y1, found.Y2));
    }

    [Theory]
    [InlineData(TensorDataType.UInt8, true)]
    [InlineData(TensorDataType.UInt8, false)]
    [InlineData(TensorDataType.Int8, true)]
    [InlineData(TensorDataType.UInt16, true)]
    public void One_tensor_gives_what_its_floats_give(TensorDataType type, bool activated)
    {
        var (scale, zero) = type switch
        {
            TensorDataType.UInt16 => (1 / 40000f, 0f),
            TensorDataType.Int8 =>
                (1 / 160f, -100f),
            _ => (activated ? 1 / 250f : 0.05f, activated ? 3f : 128f),
        };
        var tensor = OneTensor(scale, zero) with { ElementType = type };
        using var buffers = new PlainBuffers([], [tensor]);
        new Random(3).NextBytes(new Span<byte>((void*)buffers.Output(0), tensor.ByteLength));
        var floats = new float[Cells * 7];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] =
                tensor.Quantization!.Dequantize(Dequantizer.Read(buffers.Output(0), type, i % 7 * Cells + i / 7));
        }

        var expected = Floats(floats, activated);
        Assert.NotEmpty(expected);
        var decoder =
            new RawYoloxDecoder(RawYoloxLayout.Find([tensor], Classes, Side, Side, [8, 16, 32])!, Classes, activated);
        Assert.Equal(expected, decoder.Decode(buffers, Identity, Options).ToArray());
        SteadyState.AllocatesNothing(() => decoder.Decode(buffers, Identity, Options));
    }

    [Fact]
    public void Nine_tensors_in_any_order_give_what_their_floats_give()
    {
        var tensors = new List<TensorSpec>();
        foreach (var side in new[] { 2, 8, 4 })
        {
            tensors.Add(Part($"cls{side}", side, Classes, [0.004f, 0.003f], [0, 5]));
            tensors.Add(Part($"reg{side}", side, 4, [0.01f, 0.02f, 0.005f, 0.006f], [100, 110, 120, 130]));
            tensors.Add(Part($"obj{side}", side, 1, [0.004f], [2]));
        }

        using var buffers = new PlainBuffers([], tensors);
        var random = new Random(4);
        for (var i = 0; i < tensors.Count; i++)
        {
            random.NextBytes(new Span<byte>((void*)buffers.Output(i), tensors[i].ByteLength));
        }
        var rows = new List<float>();
        foreach (var side in new[] { 8, 4, 2 })
        {
            for (var cell = 0; cell < side * side; cell++)
            {
                foreach (var name in new[] { "reg", "obj", "cls" })
                {
                    var index = tensors.FindIndex(tensor => tensor.Name == $"{name}{side}");
                    var channels = tensors[index].Shape[3];
                    for (var c = 0; c < channels; c++)
                    {
                        var value = ((byte*)buffers.Output(index))[cell * channels + c];
                        rows.Add(tensors[index].Quantization!.Dequantize(value, c));
                    }
                }
            }
        }

        var grids = RawYoloxLayout.Find(tensors, Classes, Side, Side, null)!;
        Assert.Equal([8, 16, 32], grids.Select(grid => grid.Stride));
        var expected = Floats([.. rows], true);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, new RawYoloxDecoder(grids, Classes, true).Decode(buffers, Identity, Options).ToArray());
    }

    [Fact]
    public void Parts_that_cannot_be_told_apart_are_an_error() => Assert.Contains("cannot be told apart: a, b",
        Assert.Throws<InferenceException>(() => RawYoloxLayout.Find(
            [Part("reg", 8, 4, [1], [0]), Part("a", 8, 1, [1], [0]), Part("b", 8, 1, [1], [0])], 1, Side, Side,
            null)).Message);

    [Fact]
    public void Lists_by_class_are_read_by_hand()
    {
        var bytes = new byte[3 * (4 + 20 * 5)];
        var at = 0;
        void Put(params float[] values)
        {
            foreach (var value in values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), value);
                at += 4;
            }
        }

        // Class 0 has none, class 1 two boxes (one below the threshold), class 2 one: the next class follows directly.
        Put(0, 2, 0.25f, 0.5f, 0.75f, 1, 0.9f, 0, 0, 1, 1, 0.1f, 1, 0, 0.125f, 0.5f, 0.25f, 0.5f);
        var boxes = new Detection[10];
        Assert.Equal(2, DetectionLists.ReadByClass(bytes, 3, 0.3f, 640, 320, boxes));
        Assert.Equal(new Detection(320, 80, 640, 240, 1, 0.9f, 0.9f), boxes[0]);
        Assert.Equal(new Detection(80, 0, 160, 160, 2, 0.5f, 0.5f), boxes[1]);
        Assert.Throws<BadTensorException>(() => DetectionLists.ReadByClass(bytes.AsSpan(0, 10), 3, 0, 1, 1, boxes));
        BinaryPrimitives.WriteSingleLittleEndian(bytes, float.NaN);
        Assert.Throws<BadTensorException>(() => DetectionLists.ReadByClass(bytes, 3, 0, 1, 1, boxes));
    }

    [Fact]
    public void Lists_by_score_are_read_by_hand()
    {
        var bytes = new byte[2 + 22 * 3];
        bytes[0] = 2;
        void Put(int index, ushort classId, params float[] values)
        {
            for (var i = 0; i < 5; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(2 + 22 * index + 4 * i), values[i]);
            }
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 + 22 * index + 20), classId);
        }

        Put(0, 2, 0.25f, 0.5f, 0.75f, 1, 0.9f);
        Put(1, 0, 0, 0, 0.5f, 0.5f, 0.5f);
        var boxes = new Detection[10];
        Assert.Equal(2, DetectionLists.ReadByScore(bytes, 3, 0.3f, 640, 320, boxes));
        Assert.Equal(new Detection(320, 80, 640, 240, 2, 0.9f, 0.9f), boxes[0]);
        Assert.Equal(new Detection(0, 0, 320, 160, 0, 0.5f, 0.5f), boxes[1]);
        Assert.Throws<BadTensorException>(() => DetectionLists.ReadByScore(bytes, 2, 0, 1, 1, boxes));
        bytes[0] = 4;
        Assert.Throws<BadTensorException>(() => DetectionLists.ReadByScore(bytes, 3, 0, 1, 1, boxes));
    }

    [Fact]
    public void Of_more_boxes_than_are_asked_for_the_best_are_kept_and_those_without_area_are_none()
    {
        var bytes = new byte[4 + 20 * 4];
        float[] values = [4, 0, 0, 1, 1, 0.4f, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0, 0.5f, 1, 0.9f, 0, 0, 0.2f, 0.2f, 0.8f];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        var boxes = new Detection[DetectionLists.MostBoxes(bytes.Length)];
        var count = DetectionLists.ReadByClass(bytes, 1, 0.3f, 640, 320, boxes);
        Assert.Equal(3, count);
        Assert.Equal([0.8f, 0.5f],
            DetectionLists.Best(boxes.AsSpan(0, count), 2).ToArray().Select(box => box.ExistenceProbability));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LightNet_in_integers_gives_what_its_floats_give(bool interleaved)
    {
        var anchors = new (float, float)[] { (10, 14), (22, 22), (15, 49) };
        var channels = anchors.Length * (5 + Classes);
        var tensor =
            new TensorSpec("head", interleaved ? [1, 8, 8, channels] : [1, channels, 8, 8], TensorDataType.UInt8)
            {
                Arrangement = interleaved ? TensorArrangement.Nhwc : TensorArrangement.Nchw,
                Quantization = new TensorQuantization([1 / 255f], [0]),
            };
        using var buffers = new PlainBuffers([], [tensor]);
        new Random(6).NextBytes(new Span<byte>((void*)buffers.Output(0), tensor.ByteLength));
        var floats = new float[tensor.ElementCount];
        Dequantizer.Run(buffers.Output(0), tensor, floats);
        var decoder = new LightNetDecoder([new LightNetHead(8, 8, interleaved)], Classes, Side, Side,
            new LightNetOptions { Anchors = [anchors], Activated = true, ScoreThreshold = 0.4f });
        decoder.Clear();
        decoder.Add(0, floats);
        var expected = decoder.Finish(Identity).ToArray();
        Assert.NotEmpty(expected);
        decoder.Clear();
        decoder.AddIntegers(0, buffers.Output(0), tensor);
        Assert.Equal(expected, decoder.Finish(Identity).ToArray());
    }

    private static TensorSpec OneTensor(float scale, float zero) =>
        new("net/concat", [1, 1, 5 + Classes, Cells], TensorDataType.UInt8)
        {
            Quantization = new TensorQuantization([scale], [zero]),
        };

    private static TensorSpec Part(string name, int side, int channels, float[] scales, float[] zeros) =>
        new(name, [1, side, side, channels], TensorDataType.UInt8)
        {
            Arrangement = TensorArrangement.Nhwc,
            Quantization = new TensorQuantization(scales, zeros),
        };

    private static Detection[] Floats(float[] rows, bool activated) =>
        new YoloxDecoder(new YoloxOutput { Activated = activated },
        new TensorSpec("output", [1, Cells, 5 + Classes], TensorDataType.Float32), Side, Side, Options).Decode(rows,
        Identity).ToArray();
}
