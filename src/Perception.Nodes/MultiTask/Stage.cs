namespace Perception.Nodes.MultiTask;

/// <summary>What a frame goes through.</summary>
internal enum Stage
{
    /// <summary>From its arrival until somebody takes it.</summary>
    Waiting,

    /// <summary>The message to pixels.</summary>
    Decode,

    /// <summary>Pixels to the network's input.</summary>
    Preprocess,

    Infer,

    /// <summary>Outputs of the network to results.</summary>
    Heads,

    /// <summary>Results to messages.</summary>
    Publish,
}
