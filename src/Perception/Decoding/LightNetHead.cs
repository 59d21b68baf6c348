namespace Perception.Decoding;

/// <summary>
/// One output of a LightNet: a grid of cells with channels x, y, w, h, objectness and classes for each anchor.
/// </summary>
/// <param name="Columns">Cells across.</param>
/// <param name="Rows">Cells down.</param>
/// <param name="IsInterleaved">
/// Whether the channels of a cell lie side by side ([1, rows, columns, channels]), not in planes.
/// </param>
public readonly record struct LightNetHead(int Columns, int Rows, bool IsInterleaved = false);
