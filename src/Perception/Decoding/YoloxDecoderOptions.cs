namespace Perception.Decoding;

/// <summary>How a YOLOX output becomes detections.</summary>
public sealed record YoloxDecoderOptions
{
    /// <summary>The threshold of Autoware's tensorrt_yolox.</summary>
    public const float StandardNmsThreshold = 0.7f;

    /// <summary>Detections score above this; 0 to 1.</summary>
    public float ScoreThreshold { get; init; } = 0.35f;

    /// <summary>
    /// A box is dropped if it overlaps a better one by more than this IoU, 0 to 1; null for what the network's manifest
    /// recommends, or <see cref="StandardNmsThreshold"/> where that recommends nothing.
    /// </summary>
    public float? NmsThreshold { get; init; }

    /// <summary>Whether boxes of different classes suppress each other.</summary>
    public bool ClassAgnosticNms { get; init; }

    /// <summary>Whether a cell gives a proposal for every class above the threshold, not only for its best.</summary>
    public bool AllClasses { get; init; }

    public int MaximumDetections { get; init; } = 300;

    /// <summary>
    /// Autoware's tensorrt_yolox to the bit: proposals of all classes, boxes cut to whole pixels before and after
    /// suppression, suppression across classes, class probability 1.
    /// </summary>
    public bool AutowareCompat { get; init; }

    /// <summary>The threshold that counts where no manifest is asked.</summary>
    internal float MostOverlap => NmsThreshold ?? StandardNmsThreshold;
}
