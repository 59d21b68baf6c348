namespace Perception.Toolchain.Editing;

/// <summary>One change that was made.</summary>
/// <param name="What">What was done, with how often.</param>
/// <param name="Effect">What it does to the results.</param>
/// <param name="Difference">
/// The largest difference of any output between before and after on random pictures, relative to its largest value;
/// null where the two cannot be compared.
/// </param>
public sealed record EditStep(string What, EditEffect Effect, double? Difference);
