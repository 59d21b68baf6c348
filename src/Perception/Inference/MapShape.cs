using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>Size of an output that is a map: [1, channels, height, width] or [1, height, width, channels], the
/// dimension of a single channel left out or not.</summary>
internal readonly record struct MapShape(int Channels, int Height, int Width)
{
    /// <summary>Null where the tensor is no map.</summary>
    public static MapShape? Of(TensorSpec tensor, TensorLayout layout) => tensor.Shape switch
    {
        [1, var channels, var height, var width] when layout == TensorLayout.Nchw => new(channels, height, width),
        [1, var height, var width, var channels] => new(channels, height, width),
        [1, var height, var width] => new(1, height, width),
        _ => null,
    };
}
