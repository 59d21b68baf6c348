using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Metres of each pixel of a depth output.</summary>
internal sealed class DepthHead : MapHead
{
    private readonly DepthOutput _output;
    private readonly float[] _metres;
    private float? _focalPixels;
    private DepthSpec _spec;

    public DepthHead(DepthOutput output, int outputIndex, MapShape shape, PreprocessingSpec input)
        : base(outputIndex, shape, input)
    {
        _output = output;
        _spec = output.Depth;
        _metres = new float[shape.Width * shape.Height];
    }

    /// <param name="slot">The frame.</param>
    /// <param name="depthMetres">Receives the depth.</param>
    /// <param name="focalPixels">Of the camera, in pixels of the network's input; null where it is not known.</param>
    public void Decode(InferenceSlot slot, PixelMap<float> depthMetres, float? focalPixels)
    {
        if (focalPixels != _focalPixels)
        {
            _focalPixels = focalPixels;
            _spec = focalPixels is { } focal && _output.FocalPixels is { } own
                ? _output.Depth.Times(focal / own) : _output.Depth;
        }

        DepthDecoder.ToMetres(slot.Output(OutputIndex), _metres, _spec);
        Crop<float>(_metres, depthMetres, slot.Transform);
    }
}
