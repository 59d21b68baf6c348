using System.Runtime.InteropServices;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>What a convolution in two dimensions reads for each value that it gives.</summary>
internal sealed class ConvolutionPatches
{
    private readonly Tensor _input;
    private readonly int _groups, _channels, _kernelHeight, _kernelWidth, _height, _width, _outputWidth, _top, _left;
    private readonly long[] _strides, _dilations;

    /// <param name="node">A Conv.</param>
    /// <param name="weights">Shape of its weights.</param>
    /// <param name="input">What it reads, [1, channels, height, width].</param>
    /// <exception cref="GraphException">Its window is not known.</exception>
    public ConvolutionPatches(Node node, IReadOnlyList<long> weights, Tensor input)
    {
        var window = Window.Of(node, weights)
            ?? throw new GraphException($"{node.Label} has a window that is not known");
        _input = input;
        _groups = (int)node.Integer("group", 1);
        (_channels, _kernelHeight, _kernelWidth) = ((int)weights[1], (int)weights[2], (int)weights[3]);
        (_height, _width) = ((int)input.Shape[2], (int)input.Shape[3]);
        (_strides, _dilations) = ([.. window.Strides], [.. window.Dilations]);
        var outputHeight = (int)window.Positions(0, _height, roundUp: false);
        _outputWidth = (int)window.Positions(1, _width, roundUp: false);
        Positions = outputHeight * _outputWidth;
        (_top, _left) = (Before(window, 0, _height, outputHeight), Before(window, 1, _width, _outputWidth));
    }

    /// <summary>Values that the convolution gives in each channel.</summary>
    public int Positions { get; }

    /// <summary>Values in a patch: channels of a group times the window.</summary>
    public int Length => _channels * _kernelHeight * _kernelWidth;

    public float[][] EmptyMoments() => [.. Enumerable.Range(0, _groups).Select(_ => new float[Length * Length])];

    /// <summary>
    /// The patch of a position and group, in the order of weights; zero where it lies in the padding.
    /// </summary>
    public void Read(int position, int group, Span<float> patch)
    {
        var values = MemoryMarshal.Cast<byte, float>(_input.Bytes.Span);
        var top = position / _outputWidth * _strides[0] - _top;
        var left = position % _outputWidth * _strides[1] - _left;
        var at = 0;
        for (var channel = group * _channels; channel < (group + 1) * _channels; channel++)
        {
            for (var i = 0; i < _kernelHeight; i++)
            {
                var y = top + i * _dilations[0];
                for (var j = 0; j < _kernelWidth; j++)
                {
                    var x = left + j * _dilations[1];
                    patch[at++] = y < 0 || y >= _height || x < 0 || x >= _width
                        ? 0
                        : values[(int)((channel * _height + y) * _width + x)];
                }
            }
        }
    }

    private static int Before(Window window, int axis, int size, int positions)
    {
        if (window.AutoPad == "VALID") return 0;
        if (window.AutoPad is not ("SAME_UPPER" or "SAME_LOWER")) return (int)window.Pads[axis];
        var total = Math.Max(
            (positions - 1) * window.Strides[axis] + (window.Kernel[axis] - 1) * window.Dilations[axis] + 1 - size, 0);
        return (int)(window.AutoPad == "SAME_UPPER" ? total / 2 : total - total / 2);
    }
}
