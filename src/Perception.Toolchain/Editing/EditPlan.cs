namespace Perception.Toolchain.Editing;

/// <summary>What is done with spatial pyramid pooling.</summary>
public enum PyramidEdit { Keep, Chain, Drop }

/// <summary>What is to be changed in a network; done in the order in which it is listed here.</summary>
public sealed record EditPlan
{
    // Shared, so that a plan without changes equals another one.
    private static readonly float[] NoMean = [0, 0, 0], NoScale = [1, 1, 1];

    /// <summary>Tensors that become the outputs; null leaves them.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Width and height of the input; null leaves them.</summary>
    public (int Width, int Height)? InputSize { get; init; }

    /// <summary>Whether open dimensions become 1.</summary>
    public bool StaticShapes { get; init; }

    /// <summary>Whether constants, normalisation and padding are folded.</summary>
    public bool Fold { get; init; }

    /// <summary>Whether a stem that sorts pixels into channels becomes a strided convolution.</summary>
    public bool Stem { get; init; }

    public PyramidEdit Pyramid { get; init; }

    /// <summary>The largest window of a pool that may stay where the pyramid becomes chains.</summary>
    public int LargestPool { get; init; } = 8;

    /// <summary>What replaces SiLU; null leaves it.</summary>
    public Activation? Silu { get; init; }

    /// <summary>Outputs of class scores that become the number of the best class.</summary>
    public IReadOnlyList<string> ArgMax { get; init; } = [];

    /// <summary>Raw YOLOX outputs whose boxes become pixels.</summary>
    public IReadOnlyList<string> DecodeYolox { get; init; } = [];

    /// <summary>Whether the input becomes [n, h, w, 3] of uint8.</summary>
    public bool ImageInput { get; init; }

    /// <summary>The normalisation that goes into the first convolution with <see cref="ImageInput"/>.</summary>
    public IReadOnlyList<float> Mean { get; init; } = NoMean;

    /// <inheritdoc cref="Mean"/>
    public IReadOnlyList<float> Scale { get; init; } = NoScale;

    /// <summary>Whether pictures come in the other order of colours with <see cref="ImageInput"/>.</summary>
    public bool SwapChannels { get; init; }

    /// <summary>Whether the network computes in 16 bits.</summary>
    public bool Half { get; init; }
}
