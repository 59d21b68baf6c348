namespace Perception.Inference;

/// <summary>How a manifest spells <see cref="OutputSpec.Decoded"/>.</summary>
internal enum BoxForm { Raw, Decoded }

/// <summary>How a manifest spells <see cref="OutputSpec.Activated"/>.</summary>
internal enum ScoreForm { Activated, Logits }
