using Ros2DotNet;

namespace Perception.Nodes.Tests;

/// <summary>Subscriptions that end together.</summary>
internal sealed class Listeners(params Subscription[] subscriptions) : IDisposable
{
    public void Dispose() => Array.ForEach(subscriptions, subscription => subscription.Dispose());
}
