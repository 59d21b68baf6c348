using System.Text.Json;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Profiling;

/// <summary>The events of ONNX Runtime's profiler: its file is a list in Chrome's trace format.</summary>
internal sealed class ProfileTrace
{
    private const string Kernel = "_kernel_time";

    private ProfileTrace(JsonElement events)
    {
        foreach (var item in events.EnumerateArray())
        {
            if (Text(item, "name") is not { } name ||
                !item.TryGetProperty("dur", out var duration) || !duration.TryGetDouble(out var microseconds)) continue;
            if (name == "model_run") RunMs.Add(microseconds / 1000);
            if (Text(item, "cat") != "Node" || !name.EndsWith(Kernel, StringComparison.Ordinal)) continue;
            item.TryGetProperty("args", out var details);
            var key = name[..^Kernel.Length];
            if (!_kernels.TryGetValue(key, out var kernel))
            {
                _kernels[key] = kernel =
                    new ProfiledKernel(key, Text(details, "op_name") ?? "", Text(details, "provider") ?? "", []);
                Kernels.Add(kernel);
            }

            kernel.Milliseconds.Add(microseconds / 1000);
        }
    }

    private readonly Dictionary<string, ProfiledKernel> _kernels = [];

    /// <summary>In the order in which they first ran.</summary>
    public List<ProfiledKernel> Kernels { get; } = [];

    /// <summary>Whole runs, in their order.</summary>
    public List<double> RunMs { get; } = [];

    /// <exception cref="GraphException">It is no such file.</exception>
    public static ProfileTrace Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new ProfileTrace(document.RootElement)
                : throw new GraphException($"'{path}' is no list of events, as ONNX Runtime's profiler writes it");
        }
        catch (JsonException e)
        {
            throw new GraphException(
                $"'{path}' is no list of events, as ONNX Runtime's profiler writes it: {e.Message}");
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) &&
            value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
