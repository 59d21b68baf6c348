namespace Perception.Inference;

/// <summary>The arithmetic of most of a network's weights.</summary>
public enum Precision { Fp32, Fp16, Bf16, Int8 }
