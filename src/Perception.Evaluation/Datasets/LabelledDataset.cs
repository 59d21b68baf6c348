namespace Perception.Evaluation.Datasets;

/// <summary>Pictures with truth. The frames may be gone through more than once.</summary>
/// <param name="Kind">coco, rendered, kitti or bag.</param>
/// <param name="Path">File or folder.</param>
/// <param name="Classes">Names of the classes of boxes.</param>
/// <param name="MaskClasses">Names of the classes of masks by number; empty without masks.</param>
/// <param name="Count">How many frames there are, or may be.</param>
/// <param name="Frames">In their order.</param>
public sealed record LabelledDataset(
    string Kind, string Path, IReadOnlyList<string> Classes, IReadOnlyList<string> MaskClasses, int Count,
    IEnumerable<LabelledFrame> Frames);
