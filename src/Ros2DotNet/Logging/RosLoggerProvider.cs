using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>
/// Lets code that logs through Microsoft.Extensions.Logging log as part of a node: its lines go to the console in ROS's
/// format and to <c>/rosout</c>, under the node's name and the category.
/// </summary>
[ProviderAlias("Ros")]
public sealed class RosLoggerProvider(Node node) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => node.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The loggers are the node's.
    }
}
