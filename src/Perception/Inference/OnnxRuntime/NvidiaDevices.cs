namespace Perception.Inference.OnnxRuntime;

/// <summary>GPUs that NVIDIA's kernel driver lists.</summary>
internal static class NvidiaDevices
{
    public static IEnumerable<InferenceDevice> Find(string folder = "/proc/driver/nvidia")
    {
        var gpus = Path.Combine(folder, "gpus");
        if (!Directory.Exists(gpus))
        {
            yield break;
        }

        var driver = DriverVersion(folder);
        var index = 0;
        foreach (var gpu in Directory.EnumerateDirectories(gpus).Order(StringComparer.Ordinal))
        {
            yield return new InferenceDevice($"cuda:{index++}", Model(gpu),
                $"{Path.GetFileName(gpu)}, driver {driver}");
        }
    }

    /// <summary>Release of the kernel driver; empty where there is none.</summary>
    public static string DriverVersion(string folder = "/proc/driver/nvidia")
    {
        var words =
            Lines(Path.Combine(folder, "version")).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words?.FirstOrDefault(word => char.IsAsciiDigit(word[0]) && word.Contains('.')) ?? "";
    }

    private static string Model(string gpu) => Lines(Path.Combine(gpu, "information"))
        .Where(line => line.StartsWith("Model:", StringComparison.Ordinal))
        .Select(line => line["Model:".Length..].Trim()).FirstOrDefault() ?? "NVIDIA GPU";

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
