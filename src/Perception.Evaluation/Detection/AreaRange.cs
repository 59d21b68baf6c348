namespace Perception.Evaluation.Detection;

/// <summary>COCO's sizes of objects, by area in square pixels.</summary>
public enum AreaRange
{
    /// <summary>Every size.</summary>
    All,

    /// <summary>Up to 32 x 32.</summary>
    Small,

    /// <summary>From 32 x 32 to 96 x 96.</summary>
    Medium,

    /// <summary>From 96 x 96 on.</summary>
    Large,
}
