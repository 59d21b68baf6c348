using Perception.Evaluation.Depth;

namespace Perception.Evaluation.Figures;

/// <summary>How good depth is: over all pixels, and in each of <see cref="DepthBands"/>.</summary>
public sealed record DepthFigures(DepthErrors Total, IReadOnlyList<DepthErrors> Bands);
