using Perception.Decoding;

namespace Perception.Anonymizing;

/// <summary>What is looked for and how it is hidden.</summary>
public sealed record AnonymizerOptions
{
    /// <summary>Least score of a person or vehicle. Lower than detectors are used with: what is hidden for nothing does
    /// less harm than what is not.</summary>
    public float ScoreThreshold { get; init; } = 0.25f;

    /// <summary>Least score of a head or plate of the second network.</summary>
    public float PartThreshold { get; init; } = 0.2f;

    public ObscureMethod Method { get; init; } = ObscureMethod.Pixelate;

    /// <summary>Frames that a zone stays hidden after it was last found.</summary>
    public int HoldFrames { get; init; } = 5;

    /// <summary>By how much zones grow on each side, as part of their longer side.</summary>
    public float Margin { get; init; } = 0.1f;

    /// <summary>Classes of the first network whose heads are hidden.</summary>
    public IReadOnlyList<string> People { get; init; } = ["person", "pedestrian"];

    /// <summary>Classes of the first network whose plates are hidden.</summary>
    public IReadOnlyList<string> Vehicles { get; init; } = ["car", "truck", "bus", "trailer", "train", "van"];

    /// <summary>Classes of the first network that are hidden whole: plates, and heads of those who ride.</summary>
    public IReadOnlyList<string> Riders { get; init; } = ["motorcycle", "motorbike", "bicycle", "rider"];

    /// <summary>Classes of the second network that are hidden as heads.</summary>
    public IReadOnlyList<string> Heads { get; init; } = ["head", "face", "human_head", "human_face"];

    /// <summary>Classes of the second network that are hidden as number plates.</summary>
    public IReadOnlyList<string> Plates { get; init; } =
        ["plate", "license_plate", "licence_plate", "number_plate"];

    /// <summary>Of boxes that overlap more than this one is dropped. High: each box has a zone of its own.</summary>
    public float NmsThreshold { get; init; } = 0.9f;

    /// <summary>The first network's decoding.</summary>
    internal YoloxDecoderOptions FirstDecoding => Decoding(ScoreThreshold);

    internal YoloxDecoderOptions SecondDecoding => Decoding(PartThreshold);

    private YoloxDecoderOptions Decoding(float threshold) => new()
    {
        ScoreThreshold = threshold,
        NmsThreshold = NmsThreshold,
        ClassAgnosticNms = false,
        MaximumDetections = 1000,
    };
}
