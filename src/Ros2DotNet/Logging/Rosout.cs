using Microsoft.Extensions.Logging;
using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary>A node's publisher on <c>/rosout</c>.</summary>
internal sealed class Rosout(Publisher<Log> publisher)
{
    private readonly Lock _gate = new();
    private readonly Log _log = new();

    public void Publish(LogLevel level, RosTime time, string name, string text)
    {
        lock (_gate)
        {
            time.CopyTo(_log.Stamp);
            _log.Level = LogSeverity.Number(level);
            _log.Name = name;
            _log.Msg = text;
            try
            {
                publisher.Publish(_log);
            }
            catch (Exception e) when (e is ObjectDisposedException or DdsException)
            {
                // A node that is going away may still say why; the console has the line.
            }
        }
    }
}
