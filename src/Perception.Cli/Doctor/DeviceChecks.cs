using Microsoft.ML.OnnxRuntime;
using Perception.Cli.Bench;
using Perception.Inference;

namespace Perception.Cli.Doctor;

/// <summary>What could compute, and what could see.</summary>
internal static class DeviceChecks
{
    private const string Area = "devices";

    public static IEnumerable<Finding> Run()
    {
        foreach (var finding in Providers()) yield return finding;
        foreach (var probe in InferenceBackends.ProbeAll()) yield return Backend(probe);
        yield return Accelerator("NVIDIA GPU", Nodes("nvidia[0-9]*"), "/proc/driver/nvidia/version");
        yield return Accelerator("NVIDIA DLA", Nodes("nvhost-nvdla*"), null);
        yield return Accelerator("Hailo", Nodes("hailo*"), "/sys/module/hailo_pci/version");
        yield return Accelerator("Rockchip NPU", Nodes("rknpu*"), null);
        yield return Accelerator("graphics",
            Directory.Exists("/dev/dri") ? Directory.GetFiles("/dev/dri", "renderD*") : [], null);
        var cameras = Nodes("video*");
        yield return cameras.Length > 0 ? new Finding(Area, "cameras", Health.Good, string.Join(" ", cameras))
            : new Finding(Area, "cameras", Health.Absent,
                "no /dev/video*; topics, bags and perception sim serve as well");
    }

    // What is not there keeps nothing from working until somebody asks for it; that the cpu does not compute is another
    // matter.
    private static Finding Backend(BackendProbe probe)
    {
        var place = probe.IsStub ? "(a stand-in made for tests)" : probe.LibraryPath;
        var library = $"{probe.Backend} {probe.LibraryVersion} {place}".Trim();
        var devices = string.Join(", ", probe.Devices.Select(device => $"{device.Id} {device.Name}"));
        var name = $"provider {InferenceNames.Of(probe.Provider)}";
        if (probe.State == BackendState.Available)
            return new Finding(Area, name, Health.Good,
                $"{library}{(devices.Length > 0 ? $": {devices}" : "")} [{probe.Verification}]");
        return new Finding(Area, name, probe.Provider == ExecutionProvider.Cpu ? Health.Broken : Health.Absent,
            $"{probe.State}: {probe.Problem} [{probe.Verification}]", probe.Remedy);
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
            string.Join(", ",
                providers.Select(name => name.Replace("ExecutionProvider", "", StringComparison.Ordinal))));
    }

    private static string[] Nodes(string pattern) =>
        [.. Directory.GetFileSystemEntries("/dev", pattern).Order(StringComparer.Ordinal)];

    private static Finding Accelerator(string name, string[] nodes, string? versionFile)
    {
        if (nodes.Length == 0) return new Finding(Area, name, Health.Absent, "none");
        var version = versionFile is null ? null : SysFile.Text(versionFile)?.Split('\n')[0].Trim();
        return new Finding(Area, name, Health.Good,
            $"{string.Join(" ", nodes)}{(version is null ? "" : $"  {version}")}");
    }
}
