using Microsoft.Extensions.Logging;
using Perception.Inference;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// The cpu in place of a device that was lost, where that is allowed, until the device is back. For one thread at a
/// time.
/// </summary>
internal sealed class StandIn(ILogger logger)
{
    private LoadedNetwork? _absent;
    private LoadedNetwork? _irreplaceable;

    /// <summary>Whether the cpu computes in place of a device that may come back.</summary>
    public bool IsActive => _absent is not null;

    /// <summary>Whether it is time to see if the device is back.</summary>
    public bool IsDue => _absent is { IsIdle: true, Network.Backend: RecoveringSession { IsDue: true } };

    /// <summary>Whether the cpu could not take this network over.</summary>
    public bool HasFailedFor(LoadedNetwork network) => ReferenceEquals(network, _irreplaceable);

    /// <summary>Lets the cpu compute.</summary>
    /// <param name="current">The network whose device was lost; receives the one of the cpu.</param>
    /// <param name="onCpu">Loads the same on the cpu.</param>
    public void Replace(ref LoadedNetwork current, Func<LoadedNetwork> onCpu)
    {
        try
        {
            var lost = Interlocked.Exchange(ref current, onCpu());
            logger.LogWarning("{Reason}", Volatile.Read(ref current).Network.Backend.FallbackReason);
            if (lost.Network.Backend is RecoveringSession)
            {
                _absent = lost;
            }
            else
            {
                lost.Retire();
            }
        }
        catch (InferenceException e)
        {
            _irreplaceable = current;
            logger.LogError("the cpu cannot take over: {Problem}", e.Message);
        }
    }

    /// <summary>Puts the network of the device back where the device is there again; null where it is not.</summary>
    public LoadedNetwork? TryReturn(ref LoadedNetwork current)
    {
        if (_absent is not { Network.Backend: RecoveringSession session } absent || !session.TryReturn())
        {
            return null;
        }

        _absent = null;
        Interlocked.Exchange(ref current, absent).Retire();
        return absent;
    }

    /// <summary>The device is not waited for any more: another network has taken the place of this one.</summary>
    public void End()
    {
        _absent?.Retire();
        _absent = null;
    }
}
