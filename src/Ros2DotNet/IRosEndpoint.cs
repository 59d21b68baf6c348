using Ros2DotNet.Dds;

namespace Ros2DotNet;

/// <summary>What a node owns and tells the graph of.</summary>
internal interface IRosEndpoint : IDisposable
{
    IEnumerable<EndpointGuid> Readers { get; }

    IEnumerable<EndpointGuid> Writers { get; }
}
