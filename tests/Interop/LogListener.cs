using Ros2DotNet;
using Ros2DotNet.Messages.RclInterfaces;

namespace Interop;

/// <summary>Remembers what goes to /rosout.</summary>
internal sealed class LogListener
{
    private readonly List<string> _lines = [];

    public LogListener(Node node) => node.CreateSubscription<Log>("/rosout", QosProfile.Rosout, log =>
    {
        lock (_lines)
        {
            _lines.Add(log.Msg);
        }
    });

    /// <summary>Whether one line holds all of the texts.</summary>
    public bool Has(params string[] texts) => Count(texts) > 0;

    /// <summary>Lines that hold all of the texts.</summary>
    public int Count(params string[] texts)
    {
        lock (_lines)
        {
            return _lines.Count(line => Array.TrueForAll(texts, text => line.Contains(text, StringComparison.Ordinal)));
        }
    }
}
