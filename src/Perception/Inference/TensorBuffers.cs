namespace Perception.Inference;

/// <summary>
/// The inputs and outputs of one run of a network, in native memory that never moves. A backend makes as many as there
/// are frames under way, so that one is filled while another is computed and a third is read.
/// </summary>
public abstract class TensorBuffers : IDisposable
{
    /// <summary>Where input <paramref name="index"/> is read from, aligned to 64 bytes.</summary>
    public abstract nint Input(int index);

    /// <summary>Where output <paramref name="index"/> is written to, aligned to 64 bytes.</summary>
    public abstract nint Output(int index);

    /// <inheritdoc/>
    public abstract void Dispose();
}
