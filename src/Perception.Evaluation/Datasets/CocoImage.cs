using Perception.Evaluation.Detection;

namespace Perception.Evaluation.Datasets;

/// <summary>An image of a dataset with what is in it.</summary>
/// <param name="Name">As the file spells it.</param>
/// <param name="Path">Where the picture lies.</param>
/// <param name="Truth">What is in it; classes count in the dataset's <see cref="CocoDataset.Classes"/>.</param>
public sealed record CocoImage(string Name, string Path, IReadOnlyList<TruthBox> Truth);
