using Perception.Nodes.Diagnostics;

namespace Perception.Nodes.Stages;

/// <summary>A topic that a node reads while its results are wanted.</summary>
internal abstract class StageInput : IDisposable
{
    private long _receivedBefore;

    /// <summary>Fully qualified name of the topic.</summary>
    public abstract string Topic { get; }

    /// <summary>Messages received since the start.</summary>
    public abstract long Received { get; }

    /// <summary>Messages among them that were none of the type.</summary>
    public abstract long Malformed { get; }

    public abstract bool IsOpen { get; }

    /// <summary>How long nothing came, as of the last <see cref="Watch"/>.</summary>
    public double SecondsWithout { get; private set; }

    /// <summary>Opens or closes the subscription; called again and again.</summary>
    public abstract void Update(bool wanted);

    /// <summary>What keeps it from working; null when nothing does.</summary>
    public virtual Health? FindConcern(double staleAfterSeconds) =>
        SecondsWithout >= staleAfterSeconds
            ? Health.Stale($"nothing on {Topic} for {SecondsWithout:F0} s")
            : null;

    /// <summary>Notes that so much time has passed.</summary>
    public void Watch(double seconds)
    {
        var received = Received;
        SecondsWithout = received > _receivedBefore || !IsOpen ? 0 : SecondsWithout + seconds;
        _receivedBefore = received;
    }

    public abstract void Dispose();
}
