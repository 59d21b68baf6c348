namespace Perception.Cli.Bench;

/// <summary>A part of what happens to a frame between the encoded image and the bytes of messages.</summary>
internal enum BenchStage { Decode, Preprocess, Infer, Heads, Serialize }
