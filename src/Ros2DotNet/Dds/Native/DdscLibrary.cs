using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ros2DotNet.Dds.Native;

/// <summary>
/// Finds libddsc. A sourced ROS 2 installation comes before the system's copy, so that configuration, shared memory and
/// security plugins are those of the user's other nodes.
/// </summary>
internal static class DdscLibrary
{
    private static readonly Lazy<nint> Loaded = new(() => Load(Candidates(
        Environment.GetEnvironmentVariable("ROS_NET_DDSC"), Environment.GetEnvironmentVariable("AMENT_PREFIX_PATH"))));

    /// <summary>The library's handle.</summary>
    /// <exception cref="DdsException">None of the candidates can be loaded, or it is too old.</exception>
    public static nint Handle => Loaded.Value;

    /// <summary>The folder that the library was loaded from; null where the kernel does not tell.</summary>
    public static string? Folder
    {
        get
        {
            _ = Handle;
            var line = File.Exists("/proc/self/maps")
                ? File.ReadLines("/proc/self/maps")
                    .FirstOrDefault(map => map.Contains("/libddsc.so", StringComparison.Ordinal)) : null;
            return line is null ? null : Path.GetDirectoryName(line[line.IndexOf('/', StringComparison.Ordinal)..]);
        }
    }

    internal static IReadOnlyList<string> Candidates(string? chosen, string? amentPrefixPath)
    {
        if (!string.IsNullOrEmpty(chosen))
        {
            // Who names a library wants that one, and an error where it cannot be had.
            return [chosen];
        }

        var triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? "aarch64-linux-gnu"
            : "x86_64-linux-gnu";
        var candidates = new List<string> { "libddsc.so.0", "libddsc.so.11" };
        foreach (var prefix in (amentPrefixPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            candidates.Add($"{prefix}/lib/{triplet}/libddsc.so");
            candidates.Add($"{prefix}/lib/libddsc.so");
        }

        candidates.AddRange(["libddsc.so.0debian", "libddsc.so"]);
        return candidates;
    }

    internal static nint Load(IReadOnlyList<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, out var handle))
            {
                continue;
            }

            if (!NativeLibrary.TryGetExport(handle, "dds_qset_data_representation", out _) ||
                !NativeLibrary.TryGetExport(handle, "ddsi_sertype_v0", out _))
            {
                throw new DdsException(
                    $"{candidate} is older than Cyclone DDS 0.10, the first release that can be used: " +
                    "apt-get install libddsc0debian, or name another with ROS_NET_DDSC");
            }

            return handle;
        }

        throw new DdsException($"Cyclone DDS was not found (looked for {string.Join(", ", candidates)}): " +
            "apt-get install libddsc0debian, source a ROS 2 installation, or name the library with ROS_NET_DDSC");
    }

#pragma warning disable CA2255 // The resolver has to be there before the first call, whichever that is.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(), static (name, _, _) => name == Ddsc.Library ? Handle : 0);
#pragma warning restore CA2255
}
