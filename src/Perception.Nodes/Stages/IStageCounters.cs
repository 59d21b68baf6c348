namespace Perception.Nodes.Stages;

/// <summary>What a node has counted since its start.</summary>
internal interface IStageCounters
{
    /// <summary>Managed bytes that the node's threads have allocated.</summary>
    long AllocatedBytes { get; }

    /// <summary>Messages on the input that sets the pace.</summary>
    long Received { get; }

    long Published { get; }

    long Bad { get; }

    /// <summary>Work that something newer displaced.</summary>
    long Dropped { get; }

    string LastError { get; }

    bool IsSubscribed { get; }
}
