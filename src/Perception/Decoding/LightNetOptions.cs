namespace Perception.Decoding;

/// <summary>How the heads of a LightNet (Scaled-YOLOv4 style) become detections.</summary>
public sealed record LightNetOptions
{
    /// <summary>
    /// Anchors of each head, width and height in pixels of the network's input, from the finest grid to the coarsest.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<(float Width, float Height)>> Anchors { get; init; } =
    [
        [(10, 14), (22, 22), (15, 49), (35, 36), (56, 52)],
        [(38, 106), (92, 73), (114, 118), (102, 264), (201, 143)],
        [(272, 232), (415, 278), (274, 476), (522, 616), (968, 730)],
    ];

    /// <summary>Whether the outputs went through the logistic function already.</summary>
    public bool Activated { get; init; } = true;

    /// <summary>Detections score above this; 0 to 1.</summary>
    public float ScoreThreshold { get; init; } = 0.2f;

    /// <summary>A box is dropped if it overlaps a better one of its class by more than this; 0 to 1.</summary>
    public float NmsThreshold { get; init; } = 0.45f;

    public bool ClassAgnosticNms { get; init; }

    public int MaximumDetections { get; init; } = 300;
}
