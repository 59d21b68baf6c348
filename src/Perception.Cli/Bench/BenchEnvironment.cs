using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Cli.Bench;

/// <summary>What does not move while a machine works: processor, system, versions, the command.</summary>
internal static class BenchEnvironment
{
    public static JsonObject Read() => new()
    {
        ["time_utc"] =
            DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        ["command"] = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("perception")),
        ["processor"] = Processor,
        ["processors_usable"] = Environment.ProcessorCount,
        ["memory_mib"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        ["system"] = RuntimeInformation.OSDescription.Trim(),
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
        ["board"] = SysFile.Text("/proc/device-tree/model")?.TrimEnd('\0'),
        ["power_mode"] = SysFile.Text("/var/lib/nvpmodel/status"),
    };

    /// <summary>Its name, or its architecture where the kernel tells none.</summary>
    public static string Processor { get; } = SysFile.Text("/proc/cpuinfo")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1]
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
