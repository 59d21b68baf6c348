using Microsoft.ML.OnnxRuntime;

namespace Perception.Cli.Doctor;

/// <summary>What could compute, and what could see.</summary>
internal static class DeviceChecks
{
    private const string Area = "devices";

    public static IEnumerable<Finding> Run()
    {
        foreach (var finding in Providers()) yield return finding;
        yield return Accelerator("NVIDIA GPU", Nodes("nvidia[0-9]*"), "/proc/driver/nvidia/version");
        yield return Accelerator("NVIDIA DLA", Nodes("nvhost-nvdla*"), null);
        yield return Accelerator("Hailo", Nodes("hailo*"), "/sys/module/hailo_pci/version");
        yield return Accelerator("Rockchip NPU", Nodes("rknpu*"), null);
        yield return Accelerator("graphics", Directory.Exists("/dev/dri") ? Directory.GetFiles("/dev/dri", "renderD*") : [], null);
        var cameras = Nodes("video*");
        yield return cameras.Length > 0 ? new Finding(Area, "cameras", Health.Good, string.Join(" ", cameras))
            : new Finding(Area, "cameras", Health.Absent, "no /dev/video*; topics, bags and perception sim serve as well");
    }

    private static IEnumerable<Finding> Providers()
    {
        string[] providers;
        try
        {
            providers = OrtEnv.Instance().GetAvailableProviders();
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            yield break; // Said among the libraries.
        }

        yield return new Finding(Area, "execution providers", Health.Good,
            string.Join(", ", providers.Select(name => name.Replace("ExecutionProvider", "", StringComparison.Ordinal))));
    }

    private static string[] Nodes(string pattern) => [.. Directory.GetFileSystemEntries("/dev", pattern).Order(StringComparer.Ordinal)];

    private static Finding Accelerator(string name, string[] nodes, string? versionFile)
    {
        if (nodes.Length == 0) return new Finding(Area, name, Health.Absent, "none");
        var version = versionFile is null ? null : SystemChecks.Read(versionFile)?.Split('\n')[0].Trim();
        return new Finding(Area, name, Health.Good, $"{string.Join(" ", nodes)}{(version is null ? "" : $"  {version}")}");
    }
}
