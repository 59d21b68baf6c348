using Perception.Decoding;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// Brings maps to the size of the image, by the nearest pixel; its tables are made when a size changes.
/// </summary>
internal sealed class MapScaler<T> where T : unmanaged
{
    private readonly PixelMap<T> _scaled = new();
    private MaskSampler? _sampler;
    private (int, int) _from;

    public PixelMap<T> Scale(PixelMap<T> map, int width, int height)
    {
        if (_sampler is null ||
            _sampler.Width != width || _sampler.Height != height || _from != (map.Width, map.Height))
        {
            var transform =
                new LetterboxTransform((float)map.Width / width, (float)map.Height / height, 0, 0, width, height);
            _sampler = MaskSampler.Of(transform, map.Width, map.Height, map.Width, map.Height, width, height);
            _from = (map.Width, map.Height);
        }

        _scaled.Resize(width, height);
        _sampler.Sample<T>(map.Values, _scaled.Values);
        return _scaled;
    }
}
