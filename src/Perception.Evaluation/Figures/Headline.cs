namespace Perception.Evaluation.Figures;

/// <summary>One figure with its name.</summary>
/// <param name="Name">Such as mAP 50.</param>
/// <param name="Value">NaN where it could not be measured.</param>
/// <param name="IsError">Whether less is better.</param>
/// <param name="Unit">Empty for shares.</param>
public readonly record struct Headline(string Name, double Value, bool IsError = false, string Unit = "");
