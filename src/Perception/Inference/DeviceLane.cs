namespace Perception.Inference;

/// <summary>
/// A network's place at a <see cref="DeviceWorker"/>, which asks it for a frame when its turn has come: so it is the
/// newest frame that is computed, not the one that queued first.
/// </summary>
public abstract class DeviceLane
{
    /// <summary>Frames that the device may hold while one of this network is the oldest; see
    /// <see cref="IInferenceSession.Depth"/>.</summary>
    public abstract int Depth { get; }

    internal DeviceWorker? Worker { get; set; }

    /// <summary>Frames under way, and whether the worker is in one of the methods below.</summary>
    internal int Held { get; set; }

    internal bool HasFailed { get; set; }

    /// <summary>Tells the device's thread that a frame waits.</summary>
    public void Wake() => Worker?.Wake();

    /// <summary>
    /// Hands the frame that waits to the device; false where none does. Called on the device's thread.
    /// </summary>
    protected internal abstract bool TryBegin();

    /// <summary>Waits for the oldest frame that was begun. Called on the device's thread.</summary>
    protected internal abstract void Complete();

    /// <summary>Told what one of the two has thrown; neither is called again.</summary>
    protected internal abstract void Fail(Exception error);
}
