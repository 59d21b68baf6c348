namespace Perception.Decoding;

/// <summary>The grid cells behind the rows of a YOLOX output, stride by stride, row by row.</summary>
public static class YoloxGrid
{
    // Autoware's models add a stride of 4 last; large Megvii models one of 64.
    private static readonly int[][] Known = [[8, 16, 32], [8, 16, 32, 4], [8, 16, 32, 64], [4, 8, 16, 32]];

    /// <summary>
    /// The strides whose cells add up to the rows of an output [1, rows, 5 + classes]; null where none do.
    /// </summary>
    public static IReadOnlyList<int>? FindStrides(IReadOnlyList<int> shape, int inputWidth, int inputHeight) =>
        shape.Count == 3 && shape[0] == 1 && shape[2] > 5
            ? Known.FirstOrDefault(strides => Cells(strides, inputWidth, inputHeight) == shape[1])
            : null;

    /// <summary>Cells of all strides.</summary>
    public static int Cells(IEnumerable<int> strides, int inputWidth, int inputHeight) =>
        strides.Sum(stride => inputWidth / stride * (inputHeight / stride));
}
