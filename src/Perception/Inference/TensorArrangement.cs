namespace Perception.Inference;

/// <summary>How a backend lays out a tensor.</summary>
public enum TensorArrangement
{
    /// <summary>As its shape says, the last dimension side by side.</summary>
    Plain,

    /// <summary>[1, channels, height, width].</summary>
    Nchw,

    /// <summary>[1, height, width, channels].</summary>
    Nhwc,

    /// <summary>[1, height, width].</summary>
    Nhw,

    /// <summary>[1, channels].</summary>
    Nc,

    /// <summary>[1, channels, anchors] of a head that is otherwise written [1, anchors, channels].</summary>
    ChannelMajor,

    /// <summary>
    /// For each class a float32 count and that many boxes of five float32: y1, x1, y2, x2 as parts of the input, score.
    /// </summary>
    NmsByClass,

    /// <summary>
    /// A uint16 count and that many packed boxes of 22 bytes: y1, x1, y2, x2 as parts of the input and score in
    /// float32, the class in uint16.
    /// </summary>
    NmsByScore,
}
