namespace Perception.Evaluation.Autoware;

/// <summary>By what a detection and an object are put together.</summary>
public enum MatchingMode
{
    /// <summary>Pixels between the middles of both boxes; less is better.</summary>
    CentreDistance,

    /// <summary>Intersection over union of both boxes; more is better.</summary>
    Iou2D,
}
