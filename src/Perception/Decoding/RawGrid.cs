using Perception.Inference;

namespace Perception.Decoding;

/// <summary>Where the numbers of one stride of a YOLOX lie in the integers of a backend.</summary>
/// <param name="Stride">Pixels of the network's input from cell to cell.</param>
/// <param name="Columns">Cells across.</param>
/// <param name="Rows">Cells down.</param>
/// <param name="Boxes">x, y, w and h.</param>
/// <param name="Objectness">One channel.</param>
/// <param name="Classes">A channel for each class.</param>
internal sealed record RawGrid(
    int Stride, int Columns, int Rows, RawChannels Boxes, RawChannels Objectness, RawChannels Classes);

/// <summary>Some channels of a tensor: channel c of cell n is number First + n * CellStep + c * ChannelStep.</summary>
/// <param name="Output">Index of the tensor.</param>
/// <param name="Tensor">Its type and quantization.</param>
/// <param name="First">Where channel 0 of cell 0 lies.</param>
/// <param name="CellStep">Numbers from cell to cell.</param>
/// <param name="ChannelStep">Numbers from channel to channel.</param>
/// <param name="Scales">What the integers stand for.</param>
internal sealed record RawChannels(
    int Output, TensorSpec Tensor, int First, int CellStep, int ChannelStep, TensorQuantization Scales);
