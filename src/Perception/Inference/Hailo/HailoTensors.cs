using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>What HailoRT's streams are as tensors.</summary>
internal static class HailoTensors
{
    /// <summary>A stream's tensor; its scales come from the HEF, as some releases hide them.</summary>
    /// <exception cref="InferenceException">The frame is not as long as the tensor, or integers have no
    /// scale.</exception>
    public static TensorSpec Spec(HailoVStreamInfo info, HefNetworkGroup group, string path, int frameBytes)
    {
        var name = info.NameText();
        if (info.Order is HailoFormatOrder.NmsByClass or HailoFormatOrder.NmsByScore)
        {
            return new TensorSpec(name, [(int)info.Height, (int)info.Width], TensorDataType.Float32)
            {
                Arrangement = info.Order == HailoFormatOrder.NmsByClass
                    ? TensorArrangement.NmsByClass
                    : TensorArrangement.NmsByScore,
                FixedByteLength = frameBytes,
            };
        }

        var (h, w, c) = ((int)info.Height, (int)info.Width, (int)info.Features);
        var (shape, arrangement) = info.Order switch
        {
            HailoFormatOrder.Nhw => (new[] { 1, h, w }, TensorArrangement.Nhw),
            HailoFormatOrder.Nc => ([1, c], TensorArrangement.Nc),
            HailoFormatOrder.Nchw => ([1, c, h, w], TensorArrangement.Nchw),
            HailoFormatOrder.Nhwc => ([1, h, w, c], TensorArrangement.Nhwc),
            _ => throw new InferenceException(
                $"'{name}' of '{path}' comes in HailoRT's order {(int)info.Order}, which is not read"),
        };
        var layer = group.Inputs.Concat(group.Outputs).FirstOrDefault(layer => layer.Name == name);
        var spec = new TensorSpec(name, shape, info.Type switch
        {
            HailoFormatType.UInt8 => TensorDataType.UInt8,
            HailoFormatType.UInt16 => TensorDataType.UInt16,
            HailoFormatType.Float32 => TensorDataType.Float32,
            _ => throw new InferenceException(
                $"'{name}' of '{path}' is of HailoRT's type {(int)info.Type}, which is not read"),
        })
        {
            Arrangement = arrangement,
            Quantization =
                layer?.Quantization ?? (info.Scale > 0 ? new TensorQuantization([info.Scale], [info.ZeroPoint]) : null),
        };
        if (spec.ByteLength != frameBytes)
        {
            throw new InferenceException(
                $"a frame of '{name}' of '{path}' has {frameBytes} bytes, but {spec} has {spec.ByteLength}");
        }

        // Pictures go in as they are, and of the best class only the number comes out.
        var needsScale = info.Direction == 1 && spec.ElementType != TensorDataType.Float32 &&
            info.Order != HailoFormatOrder.Nhw && layer is not { IsArgMax: true };
        return needsScale && spec.Quantization is null
            ? throw new InferenceException(
                $"'{name}' of '{path}' has no scale above 0, so that every result would be nothing; compile the HEF " +
                "anew")
            : spec;
    }
}
