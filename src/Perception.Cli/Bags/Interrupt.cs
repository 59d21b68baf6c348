using System.Runtime.InteropServices;

namespace Perception.Cli.Bags;

/// <summary>Notes SIGINT and SIGTERM, so that what is being written is finished.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;

    public Interrupt() => _signals = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];

    public bool IsRequested { get; private set; }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        IsRequested = true;
    });
}
