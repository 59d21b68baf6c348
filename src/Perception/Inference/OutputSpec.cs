namespace Perception.Inference;

/// <summary>What an output of a network is.</summary>
public enum OutputRole { Yolox, LightNet, Semantic, Lanes, Depth }

/// <summary>One output of a model and how to read it.</summary>
public abstract record OutputSpec
{
    public abstract OutputRole Role { get; }

    /// <summary>Name of the tensor; null takes the only one whose shape fits the role.</summary>
    public string? Name { get; init; }
}
