namespace Perception.Inference.Hailo;

/// <summary>What a HEF says about suppressing overlaps, which HailoRT does on the host.</summary>
/// <param name="Kind">The decoder, such as <c>yolox</c>; empty where the file names none.</param>
/// <param name="Name">The output that it replaces the network's with.</param>
/// <param name="Classes">Classes that are scored.</param>
/// <param name="MaximumPerClass">Boxes of a class that fit into the output.</param>
/// <param name="ScoreThreshold">Least score of a box.</param>
/// <param name="IouThreshold">Overlap above which the less certain one is dropped.</param>
public sealed record HefNms(
    string Kind, string Name, int Classes, int MaximumPerClass, double ScoreThreshold, double IouThreshold)
{
    /// <summary>Bytes of an output by class: for each class a float32 count and boxes of five float32.</summary>
    public int ByteLength => checked(Classes * (4 + 20 * MaximumPerClass));
}
