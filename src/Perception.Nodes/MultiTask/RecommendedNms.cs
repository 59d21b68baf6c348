using Microsoft.Extensions.Logging;
using Perception.Inference;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// Keeps the parameter <c>nms_threshold</c> at what the model's manifest recommends, until somebody says what it is to
/// be: on the command line, in a parameter file, or while the node runs.
/// </summary>
internal sealed class RecommendedNms : IDisposable
{
    private const string Name = "nms_threshold";

    private readonly Node _node;
    private readonly float _otherwise;
    private volatile bool _isSaid;
    private volatile int _ownThread;
    private ModelManifest? _followed;

    public RecommendedNms(Node node)
    {
        _node = node;
        _otherwise = node.Parameters.Get<float>(Name);
        _isSaid = node.Parameters.GivenUnder(Name).ContainsKey(Name);
        node.Parameters.Changed += Notice;
    }

    /// <summary>Takes over what the manifest of the network at work recommends. One thread at a time.</summary>
    public void Follow(ModelManifest manifest)
    {
        if (_isSaid || ReferenceEquals(manifest, _followed))
        {
            return;
        }

        _followed = manifest;
        var wanted = manifest.NmsThreshold ?? _otherwise;
        if (wanted.Equals(_node.Parameters.Get<float>(Name)))
        {
            return;
        }

        _ownThread = Environment.CurrentManagedThreadId;
        var set = _node.Parameters.Set(Name, wanted);
        _ownThread = 0;
        if (set.Successful)
        {
            _node.Logger.LogInformation("nms_threshold is {Threshold}: the manifest of {Model} recommends {Value}",
                wanted, manifest.Name, manifest.NmsThreshold is null ? "none" : "it");
        }
    }

    public void Dispose() => _node.Parameters.Changed -= Notice;

    // Raised on the thread that sets.
    private void Notice(IReadOnlyList<ParameterChange> changes)
    {
        if (_ownThread != Environment.CurrentManagedThreadId && changes.Any(change => change.Name == Name))
        {
            _isSaid = true;
        }
    }
}
