using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>An output that is a map, and how its pixels lie in the picture.</summary>
internal abstract class MapHead
{
    private readonly PreprocessingSpec _input;
    private LetterboxTransform _transform;
    private MaskSampler? _sampler;

    protected MapHead(int outputIndex, MapShape shape, PreprocessingSpec input) =>
        (OutputIndex, Shape, _input) = (outputIndex, shape, input);

    protected int OutputIndex { get; }

    protected MapShape Shape { get; }

    /// <summary>Takes the letterbox off; the tables for it are made when the geometry changes.</summary>
    protected void Crop<T>(ReadOnlySpan<T> map, PixelMap<T> target, in LetterboxTransform transform) where T : unmanaged
    {
        if (_sampler is null || transform != _transform)
        {
            _sampler = MaskSampler.Native(transform, _input.Width, _input.Height, Shape.Width, Shape.Height);
            _transform = transform;
        }

        target.Fill(map, _sampler);
    }
}
