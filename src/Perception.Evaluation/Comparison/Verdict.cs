namespace Perception.Evaluation.Comparison;

/// <summary>What a difference says.</summary>
public enum Verdict
{
    /// <summary>So large a difference comes about by chance.</summary>
    Unclear,
    Better,
    Worse,
}
