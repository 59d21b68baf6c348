namespace Perception.Evaluation.Figures;

/// <summary>Figures of the frames that have something in common.</summary>
/// <param name="Name">What: camera, conditions.</param>
/// <param name="Value">Such as rain.</param>
/// <param name="Figures">Of these frames alone.</param>
public sealed record SplitFigures(string Name, string Value, FigureSet Figures);
