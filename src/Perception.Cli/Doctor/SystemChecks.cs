using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Perception.Cli.Bench;

namespace Perception.Cli.Doctor;

/// <summary>Processor, kernel and surroundings.</summary>
internal static class SystemChecks
{
    // A 1920x1080 colour image; smaller buffers lose fragments while the receiving thread is away.
    private const long ImageBytes = 1920 * 1080 * 3;
    private const long WantedBufferBytes = 33_554_432;

    public static IEnumerable<Finding> Run()
    {
        yield return new Finding("system", "runtime", Health.Good,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription.Trim()}, " +
            $"{RuntimeInformation.ProcessArchitecture}");
        yield return Processor();
        yield return Buffer("rmem_max", "images of other machines may get lost");
        yield return Buffer("wmem_max", "large images are sent in more pieces");
        yield return Limit("ipfrag_high_thresh", "/proc/sys/net/ipv4/ipfrag_high_thresh", 4 * 1024 * 1024,
            "sysctl -w net.ipv4.ipfrag_high_thresh=134217728");
        yield return SharedMemory();
        yield return OpenFiles();
        yield return Environment("ROS_DOMAIN_ID", "0");
        yield return Environment("RMW_IMPLEMENTATION", "none; this program speaks DDS itself");
        yield return Environment("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET");
        yield return Environment("CYCLONEDDS_URI", "none");
        yield return Environment("AMENT_PREFIX_PATH", "none; no ROS 2 workspace is sourced");
    }

    private static Finding Processor()
    {
        var told = SysFile.Text("/proc/cpuinfo") ?? "";
        (string Name, bool Has)[] features =
        [
            ("SSSE3", Ssse3.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
            ("AVX-512", Avx512BW.IsSupported),
            ("VNNI", AvxVnni.IsSupported || told.Contains("avx512_vnni", StringComparison.Ordinal)),
            ("AMX", told.Contains("amx_int8", StringComparison.Ordinal)),
            ("NEON", AdvSimd.IsSupported), ("dot product", Dp.IsSupported),
        ];
        var found = string.Join(", ", features.Where(feature => feature.Has).Select(feature => feature.Name));
        var isFast = Avx2.IsSupported || AdvSimd.IsSupported;
        return new Finding("system", "processor", isFast ? Health.Good : Health.Warning,
            $"{System.Environment.ProcessorCount} x {BenchEnvironment.Processor}: " +
            $"{(found.Length > 0 ? found : "no vector instructions")}",
            isFast ? "" : "without AVX2 or NEON images are prepared several times slower");
    }

    private static Finding Buffer(string name, string consequence)
    {
        var bytes = SysFile.Number($"/proc/sys/net/core/{name}");
        return bytes is null ? new Finding("kernel", name, Health.Absent, "cannot be read here")
            : bytes >= ImageBytes ? new Finding("kernel", name, Health.Good, Bytes((long)bytes.Value))
            : new Finding("kernel", name, Health.Warning,
                $"{Bytes((long)bytes.Value)}, less than one large image: {consequence}",
                $"sysctl -w net.core.{name}={WantedBufferBytes}");
    }

    private static Finding Limit(string name, string path, long least, string remedy) => SysFile.Number(path) switch
    {
        null => new Finding("kernel", name, Health.Absent, "cannot be read here"),
        { } value when value >= least => new Finding("kernel", name, Health.Good, Bytes((long)value)),
        { } value => new Finding("kernel", name, Health.Warning,
            $"{Bytes((long)value)}, so fragments of large images get lost under load", remedy),
    };

    private static Finding SharedMemory()
    {
        try
        {
            var drive = new DriveInfo("/dev/shm");
            return drive.AvailableFreeSpace >= 64 * 1024 * 1024
                ? new Finding("kernel", "/dev/shm", Health.Good,
                    $"{Bytes(drive.AvailableFreeSpace)} of {Bytes(drive.TotalSize)} free")
                : new Finding("kernel", "/dev/shm", Health.Warning,
                    $"{Bytes(drive.AvailableFreeSpace)} free: too little for iceoryx, where CYCLONEDDS_URI asks for it",
                    "mount -o remount,size=1G /dev/shm (docker: --shm-size=1g)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Finding("kernel", "/dev/shm", Health.Warning,
                "there is none: iceoryx does not work, where CYCLONEDDS_URI asks for it",
                "mount -t tmpfs tmpfs /dev/shm");
        }
    }

    private static Finding OpenFiles()
    {
        var line = SysFile.Text("/proc/self/limits")?.Split('\n')
            .FirstOrDefault(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 3 } words &&
            long.TryParse(words[3], CultureInfo.InvariantCulture, out var value) ? value : 1024;
        return soft >= 1024 ? new Finding("kernel", "open files", Health.Good, $"{soft}")
            : new Finding("kernel", "open files", Health.Warning, $"{soft}: too few for many nodes", "ulimit -n 4096");
    }

    private static Finding Environment(string name, string otherwise) =>
        System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? new Finding("environment", name, Health.Good, value)
            : new Finding("environment", name, Health.Absent, $"not set ({otherwise})");

    private static string Bytes(long bytes) =>
        bytes >= 1 << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GiB")
        : bytes >= 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F1} MiB")
            : $"{bytes / 1024} KiB";
}
