using Ros2DotNet.Dds;

namespace Ros2DotNet;

/// <summary>What a node needs of its publishers, whatever their type.</summary>
internal interface IPublisher : IDisposable
{
    EndpointGuid Guid { get; }
}
