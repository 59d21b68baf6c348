namespace Perception.Toolchain.Quantization;

/// <summary>Which tensors are rounded to 8 bits.</summary>
public enum Placement
{
    /// <summary>Weights, and what convolutions and matrix products read.</summary>
    Inputs,

    /// <summary>
    /// Everything on the way to a convolution or matrix product; what only outputs depend on stays float.
    /// </summary>
    Body,

    /// <summary>
    /// The body, and what each convolution and matrix product gives, so that all of them compute with whole numbers in
    /// ONNX Runtime; what it is slow at in bytes is written in another way that gives the same.
    /// </summary>
    Layers,

    /// <summary>Every tensor, outputs included.</summary>
    All,
}

/// <summary>How a network is quantized.</summary>
public sealed record QuantizationOptions
{
    public Calibrator Calibrator { get; init; } = Calibrator.Mse;

    /// <summary>The share of values that <see cref="Calibrator.Percentile"/> keeps.</summary>
    public double Percentile { get; init; } = 0.9999;

    /// <summary>The magnitude of <see cref="Calibrator.Fixed"/>; 6 for ReLU6.</summary>
    public float Clip { get; init; } = 6;

    /// <summary>The magnitude of the network's input with <see cref="Calibrator.Fixed"/>.</summary>
    public float InputClip { get; init; } = 255;

    /// <summary>
    /// The least value of the network's input with <see cref="Calibrator.Fixed"/> where activations are not symmetric.
    /// </summary>
    public float InputMinimum { get; init; }

    /// <summary>Whether activations have a zero point of 0 and numbers of both signs, as DLA wants it.</summary>
    public bool Symmetric { get; init; }

    public Placement Placement { get; init; } = Placement.Body;

    /// <summary>Nodes that compute in float, by name.</summary>
    public IReadOnlySet<string> FloatNodes { get; init; } = new HashSet<string>();

    /// <summary>
    /// Magnitudes at which some tensors are clipped whatever the calibrator says; see <see cref="RangeTuning"/>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// How hard is tried to make up for rounding: 0 not, 1 channels are equalized, 2 biases corrected as well, 3 ranges
    /// tuned by what layers give before that, 4 weights rounded by what layers give.
    /// </summary>
    public int Level { get; init; }
}
