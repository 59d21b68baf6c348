namespace Perception.Pipelines;

/// <summary>What a network can be asked for.</summary>
[Flags]
public enum NetworkTasks
{
    None = 0,
    Detections = 1,
    Semantic = 2,
    Lanes = 4,
    Depth = 8,
    All = Detections | Semantic | Lanes | Depth,
}
