namespace Perception.Nodes;

/// <summary>A node that works from its construction until it is disposed.</summary>
public interface IPerceptionNode : IDisposable
{
    /// <summary>All that was asked for is done: the process may end.</summary>
    bool IsDone => false;

    /// <summary>Set when a stage broke down: the process should end.</summary>
    Exception? Failure { get; }

    /// <summary>Raised on the failing stage's thread, or at once for who comes after that.</summary>
    event Action? Failed;
}
