using System.Runtime.InteropServices;
using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>What HailoRT's answers mean, and what to do about them.</summary>
internal static unsafe class HailoStatus
{
    public const int Success = 0, Timeout = 4, InsufficientBuffer = 5, StreamAbort = 63, OutOfDevices = 74;

    private static readonly Dictionary<int, (BackendState State, string Meaning, string Remedy)> Known = new()
    {
        [2] = (BackendState.Failed, "HailoRT refused an argument", "report it with the HEF and the release of HailoRT"),
        [Timeout] = (BackendState.DeviceLost, "the Hailo device did not answer in time",
            "check its cooling and power, and whether another program keeps it busy"),
        [InsufficientBuffer] =
            (BackendState.Failed, "HailoRT found a buffer too small", "compile the HEF anew and check its manifest"),
        [7] = (BackendState.Failed, "HailoRT does not do this", "HailoRT 4.20 to 4.23 and a Hailo-8 are needed"),
        [13] = (BackendState.Failed, "HailoRT cannot open the HEF", "check the path and who may read it"),
        [14] = (BackendState.Failed, "HailoRT cannot read the HEF to its end", "download or copy it again"),
        [26] = (BackendState.Failed, "HailoRT finds the HEF invalid", "compile it anew for this chip"),
        [61] = (BackendState.Failed, "HailoRT does not find what was asked for by name",
            "check the HEF's network and layer names"),
        [StreamAbort] = (BackendState.DeviceLost, "the Hailo device broke off the stream",
            "reset or power-cycle it; dmesg says more"),
        [64] = (BackendState.DriverMismatch, "the kernel driver hailo_pci is not loaded",
            "install hailort-pcie-driver of the same release as libhailort and load it: modprobe hailo_pci"),
        [73] = (BackendState.NoDevice, "another program holds the Hailo device",
            "end it, or let both share the device by the hailort service"),
        [OutOfDevices] = (BackendState.NoDevice, "there is no free Hailo device",
            "check lspci -d 1e60: and that /dev/hailo0 is there and no other program holds it"),
        [75] = (BackendState.NoDevice, "the Hailo device is of another architecture",
            "take a HEF that was compiled for it"),
        [76] = (BackendState.DriverMismatch, "kernel driver and libhailort are of different releases",
            "install hailort-pcie-driver and hailort of exactly the same release, then restart"),
        [91] = (BackendState.Failed, "HailoRT finds the HEF damaged", "download or copy it again"),
        [92] = (BackendState.VersionRefused, "this release of HailoRT does not know the HEF's form",
            "take the HailoRT release that belongs to its compiler"),
        [93] = (BackendState.Failed, "the HEF was compiled for another chip",
            "compile it for this one: a HEF for Hailo-8 does not run on a Hailo-8L"),
    };

    /// <summary>Numbers that have a sentence of their own.</summary>
    public static IReadOnlyCollection<int> Numbers => Known.Keys;

    /// <exception cref="BackendException">The status is not success.</exception>
    public static void Check(int status, string doing)
    {
        if (status != Success)
        {
            throw Error(status, doing);
        }
    }

    /// <summary>A sentence for a status, with the library's own words.</summary>
    public static BackendException Error(int status, string doing)
    {
        var words = Marshal.PtrToStringUTF8((nint)HailoRt.hailo_get_status_message(status)) ?? "";
        return Error(status, doing, words);
    }

    public static BackendException Error(int status, string doing, string words)
    {
        var (state, meaning, remedy) = Known.TryGetValue(status, out var known) ? known
            : (BackendState.Failed, "HailoRT failed", "hailortcli fw-control identify shows whether the device works");
        return new BackendException(HailoBackend.Name, state, $"{doing}: {meaning} ({status} {words})", remedy, status);
    }
}
