namespace Perception.Inference;

/// <summary>How a manifest spells <see cref="YoloxOutput.Decoded"/>.</summary>
internal enum BoxForm { Raw, Decoded }

/// <summary>How a manifest spells <see cref="YoloxOutput.Activated"/>.</summary>
internal enum ScoreForm { Activated, Logits }
