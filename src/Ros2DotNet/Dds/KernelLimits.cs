using Microsoft.Extensions.Logging;

namespace Ros2DotNet.Dds;

/// <summary>Says when the kernel gives sockets less memory than one large image.</summary>
internal static class KernelLimits
{
    private const string MaximumReceiveBuffer = "/proc/sys/net/core/rmem_max";

    // A 1920x1080 colour image; smaller buffers lose fragments while the receiving thread is away.
    private const long NeededBytes = 1920 * 1080 * 3;
    private static int _said;

    public static void WarnIfTooLow(ILogger logger)
    {
        if (!File.Exists(MaximumReceiveBuffer) ||
            !long.TryParse(File.ReadAllText(MaximumReceiveBuffer), out var bytes) ||
            bytes >= NeededBytes || Interlocked.Exchange(ref _said, 1) != 0)
        {
            return;
        }

        logger.LogInformation(
            "the kernel limits receive buffers to {Bytes} bytes, so best-effort images over the network may get " +
            "lost: sysctl -w net.core.rmem_max={Wanted}", bytes, DomainConfiguration.ReceiveBufferBytes);
    }
}
