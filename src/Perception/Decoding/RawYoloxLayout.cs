using Perception.Inference;

namespace Perception.Decoding;

/// <summary>
/// Finds YOLOX in the integer outputs of an accelerator: one tensor [1, 1, 5 + classes, cells] for all strides, or
/// three for each, told apart by their channels (4, 1, classes) and their size.
/// </summary>
internal static class RawYoloxLayout
{
    /// <summary>The grids, finest first; null where the outputs are no such head.</summary>
    /// <exception cref="InferenceException">Two tensors could be the same part.</exception>
    public static IReadOnlyList<RawGrid>? Find(
        IReadOnlyList<TensorSpec> tensors, int classes, int inputWidth, int inputHeight, IReadOnlyList<int>? strides) =>
        FindOne(tensors, classes, inputWidth, inputHeight, strides ?? [8, 16, 32])
            ?? FindNine(tensors, classes, inputWidth, inputHeight);

    private static List<RawGrid>? FindOne(
        IReadOnlyList<TensorSpec> tensors, int classes, int inputWidth, int inputHeight, IReadOnlyList<int> strides)
    {
        var all = YoloxGrid.Cells(strides, inputWidth, inputHeight);
        int[] fitting = [.. Enumerable.Range(0, tensors.Count).Where(i => tensors[i].Quantization is not null &&
            tensors[i].Shape.SequenceEqual([1, 1, 5 + classes, all]))];
        if (fitting.Length != 1)
        {
            return null;
        }

        var (tensor, quantization) = (tensors[fitting[0]], tensors[fitting[0]].Quantization!);
        if (quantization.IsPerChannel)
        {
            throw new InferenceException($"the output {tensor} has scales for each of its cells; one for all is read");
        }

        var grids = new List<RawGrid>();
        var first = 0;
        foreach (var stride in strides)
        {
            var (columns, rows) = (inputWidth / stride, inputHeight / stride);
            RawChannels Channels(int channel) => new(fitting[0], tensor, first + channel * all, 1, all, quantization);
            grids.Add(new RawGrid(stride, columns, rows, Channels(0), Channels(4), Channels(5)));
            first += columns * rows;
        }

        return grids;
    }

    private static List<RawGrid>? FindNine(IReadOnlyList<TensorSpec> tensors, int classes, int inputWidth,
        int inputHeight)
    {
        var sizes = tensors.Where(tensor => tensor.Quantization is not null && tensor.Shape is [1, _, _, 4])
            .Select(tensor => (Rows: tensor.Shape[1], Columns: tensor.Shape[2]))
            .Distinct().OrderByDescending(size => size.Rows);
        var grids = new List<RawGrid>();
        foreach (var (rows, columns) in sizes)
        {
            if (inputHeight % rows != 0 || inputWidth % columns != 0 || inputHeight / rows != inputWidth / columns ||
                Part(4) is not { } boxes || Part(1) is not { } objectness || Part(classes) is not { } scores)
            {
                return null;
            }

            grids.Add(new RawGrid(inputHeight / rows, columns, rows, boxes, objectness, scores));

            RawChannels? Part(int channels)
            {
                int[] fitting = [.. Enumerable.Range(0, tensors.Count).Where(i =>
                    tensors[i].Quantization is not null &&
                    tensors[i].Shape.SequenceEqual([1, rows, columns, channels]))];
                return fitting.Length switch
                {
                    0 => null,
                    1 => new RawChannels(fitting[0], tensors[fitting[0]], 0, channels, 1,
                        tensors[fitting[0]].Quantization!),
                    _ => throw new InferenceException(
                        $"{fitting.Length} outputs have the shape [1,{rows},{columns},{channels}], so that they " +
                        "cannot be told apart: " + string.Join(", ", fitting.Select(i => tensors[i].Name))),
                };
            }
        }

        return grids.Count > 0 ? grids : null;
    }
}
