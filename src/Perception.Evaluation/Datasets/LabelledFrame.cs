using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Evaluation.Datasets;

/// <summary>
/// A picture with what is true of it, as far as its dataset knows. Pixels are read when they are asked for.
/// </summary>
public sealed record LabelledFrame
{
    /// <summary>Names the picture within its dataset.</summary>
    public required string Name { get; init; }

    public string? Camera { get; init; }

    /// <summary>In ns; null for pictures without a time.</summary>
    public long? StampNs { get; init; }

    /// <summary>What else is known of it, such as its weather.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Reads the picture for a network's input: a JPEG may come smaller than it is, but not below the size
    /// that the network takes (null: all of it).</summary>
    public required Func<PreprocessingSpec?, LoadedPicture> Load { get; init; }

    /// <summary>Null where boxes are not known.</summary>
    public IReadOnlyList<TruthObject>? Objects { get; init; }

    /// <summary>A class for each pixel as Mono8.</summary>
    public Func<Image>? LoadSemantic { get; init; }

    /// <summary>
    /// Metres along the optical axis for each pixel; those that are not above 0 and finite are not known.
    /// </summary>
    public Func<TruthDepth>? LoadDepth { get; init; }

    /// <summary>Lane lines in pixels, whose centres are whole numbers.</summary>
    public IReadOnlyList<IReadOnlyList<LaneVertex>>? LanesInPixels { get; init; }

    /// <summary>The same in metres in the ground's frame.</summary>
    public IReadOnlyList<IReadOnlyList<LaneVertex>>? LanesOnGround { get; init; }

    public CameraModel? CameraModel { get; init; }

    public GroundPlane? Ground { get; init; }
}
