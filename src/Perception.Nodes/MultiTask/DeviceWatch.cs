using Microsoft.Extensions.Logging;
using Perception.Inference;

namespace Perception.Nodes.MultiTask;

/// <summary>Knows whether a pipeline's device computes, and what is wrong where it does not.</summary>
internal sealed class DeviceWatch(ILogger logger)
{
    private volatile string _problem = "";
    private LoadedNetwork? _lost;

    /// <summary>Why frames fail, with the remedy; empty while they do not.</summary>
    public string Problem => _problem;

    /// <summary>A frame failed; for the device's thread.</summary>
    public void Failed(LoadedNetwork network, InferenceException e)
    {
        if (_problem.Length == 0)
        {
            logger.LogError("{Problem}", e.Message);
        }

        _problem = e.Message;
        if (e is BackendException { State: BackendState.DeviceLost })
        {
            Volatile.Write(ref _lost, network);
        }
    }

    /// <summary>A frame was computed; for the device's thread.</summary>
    public void Found()
    {
        if (_problem.Length > 0)
        {
            _problem = "";
            logger.LogInformation("frames are computed again");
        }
    }

    /// <summary>The network whose device was lost since this was asked last; null where none was.</summary>
    public LoadedNetwork? TakeLost() => Interlocked.Exchange(ref _lost, null);
}
