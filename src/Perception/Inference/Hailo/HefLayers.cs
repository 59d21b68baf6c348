using System.Buffers.Binary;

namespace Perception.Inference.Hailo;

/// <summary>Reads the layers at the border of the chip out of the message of a HEF.</summary>
internal static class HefLayers
{
    private const int MaximumSide = 1 << 20, MaximumFeatures = 1 << 20;

    // ProtoHEFEdgeLayer
    private const int EdgeDirection = 1, EdgeInfo = 3, EdgeSwitch = 5;

    // ProtoHEFContextSwitchInformation
    private const int SwitchConnection = 3;
    private const int Boundary = 0, DeviceToHost = 1;

    // ProtoHEFEdgeLayerInfo
    private const int InfoName = 1, InfoBase = 2, InfoNumbers = 3, InfoOriginalNames = 5;

    // ProtoHEFEdgeLayerBase
    private const int BaseHeight = 1, BaseWidth = 3, BaseFeatures = 5, BaseDataBytes = 12, BaseArgMax = 14;

    // ProtoHEFEdgeLayerNumericInfo
    private const int NumbersZeroPoint = 1, NumbersScale = 2, NumbersZeroPoints = 5, NumbersScales = 6;

    /// <summary>The layer; null where it lies between two parts of the network.</summary>
    /// <exception cref="FormatException">Its shape is impossible.</exception>
    public static HefLayer? Read(ReadOnlySpan<byte> edge)
    {
        var connection = Boundary;
        foreach (var context in new ProtobufFields(edge, EdgeSwitch))
        {
            connection = (int)HefMessages.Number(context.Body, SwitchConnection, Boundary);
        }

        if (connection != Boundary)
        {
            return null;
        }

        var isInput = HefMessages.Number(edge, EdgeDirection, 0) != DeviceToHost;
        HefLayer? layer = null;
        foreach (var info in new ProtobufFields(edge, EdgeInfo))
        {
            layer = ReadInfo(info.Body, isInput);
        }

        return layer;
    }

    private static HefLayer ReadInfo(ReadOnlySpan<byte> info, bool isInput)
    {
        var name = HefMessages.Text(info, InfoName);
        var originals = new List<string>();
        TensorQuantization? quantization = null;
        int height = 0, width = 0, features = 0, bytes = 1;
        var isArgMax = false;
        foreach (var field in new ProtobufFields(info))
        {
            switch (field.Number)
            {
                case InfoBase:
                    height = Size(field.Body, BaseHeight, MaximumSide, name);
                    width = Size(field.Body, BaseWidth, MaximumSide, name);
                    features = Size(field.Body, BaseFeatures, MaximumFeatures, name);
                    bytes = HefMessages.Number(field.Body, BaseDataBytes, 1) == 2 ? 2 : 1;
                    isArgMax = HefMessages.Number(field.Body, BaseArgMax, 0) != 0;
                    break;
                case InfoNumbers:
                    quantization = ReadNumbers(field.Body);
                    break;
                case InfoOriginalNames:
                    originals.Add(System.Text.Encoding.UTF8.GetString(field.Body));
                    break;
            }
        }

        return name.Length == 0 || height == 0
            ? throw new FormatException(
                name.Length == 0 ? "has a layer without a name" : $"has the layer '{name}' without a shape")
            : new HefLayer
            {
                Name = name,
                IsInput = isInput,
                Height = height,
                Width = width,
                Features = features,
                DataBytes = bytes,
                Quantization = quantization,
                IsArgMax = isArgMax,
                OriginalNames = originals,
            };
    }

    private static int Size(ReadOnlySpan<byte> message, int field, int maximum, string layer) =>
        HefMessages.Number(message, field, 0) is > 0 and var size && size <= (ulong)maximum ? (int)size
            : throw new FormatException($"has the layer '{layer}' with an impossible shape");

    // The vectors are the truth where they are there; the pair beside them is what older compilers wrote.
    private static TensorQuantization? ReadNumbers(ReadOnlySpan<byte> numbers)
    {
        var scales = Doubles(numbers, NumbersScales);
        var zeroPoints = Doubles(numbers, NumbersZeroPoints);
        if (scales.Count == 0)
        {
            scales = [Single(numbers, NumbersScale)];
            zeroPoints = [Single(numbers, NumbersZeroPoint)];
        }

        // Who needs the scale says that it is missing, with the name of the layer.
        return zeroPoints.Count == scales.Count && scales.All(scale => scale > 0 && float.IsFinite(scale)) &&
            zeroPoints.All(float.IsFinite) ? new TensorQuantization(scales, zeroPoints) : null;
    }

    private static float Single(ReadOnlySpan<byte> message, int field)
    {
        var number = 0f;
        foreach (var value in new ProtobufFields(message, field))
        {
            number = BinaryPrimitives.ReadSingleLittleEndian(value.Body);
        }

        return number;
    }

    // One value, or all of them packed.
    private static List<float> Doubles(ReadOnlySpan<byte> message, int field)
    {
        var numbers = new List<float>();
        foreach (var value in new ProtobufFields(message, field))
        {
            for (var at = 0; at < value.Body.Length; at += sizeof(double))
            {
                numbers.Add((float)BinaryPrimitives.ReadDoubleLittleEndian(value.Body[at..]));
            }
        }

        return numbers;
    }
}
