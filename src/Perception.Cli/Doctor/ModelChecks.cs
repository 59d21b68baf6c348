using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Doctor;

/// <summary>Models: whether they load, and what is known of them.</summary>
internal static class ModelChecks
{
    private const string Area = "models";

    /// <summary>The files and folders that were named; models/ of the current folder where none were.</summary>
    public static IEnumerable<Finding> Run(IReadOnlyList<string> paths)
    {
        var named = paths.Count > 0;
        foreach (var path in named ? paths : ["models"])
        {
            string[] files = !Directory.Exists(path) ? [path]
                : [.. Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)];
            if (files.Length == 0 || (!named && !Directory.Exists(path)))
            {
                yield return new Finding(Area, path, named ? Health.Broken : Health.Absent, "there is no .onnx file",
                    named ? "" : "name models to have them checked: perception doctor MODEL...");
                continue;
            }

            foreach (var file in files) yield return Check(file);
        }
    }

    private static Finding Check(string file)
    {
        try
        {
            using var network = new MultiTaskNetwork(file);
            var manifest = network.Manifest;
            var what =
                $"{manifest.Input.Width}x{manifest.Input.Height}, {network.Tasks}, {network.Backend.Description}";
            if (network.Backend.FallbackReason.Length > 0)
                return new Finding(Area, file, Health.Warning, what, network.Backend.FallbackReason);
            return manifest.IsGuessed
                ? new Finding(Area, file, Health.Warning, $"{what}; its manifest is guessed", $"perception model " +
                    $"describe {file} prints it; store it as {Path.ChangeExtension(file, ".yaml")} if it is right")
                : new Finding(Area, file, Health.Good, what);
        }
        catch (Exception e) when (e is InferenceException or DllNotFoundException or TypeInitializationException)
        {
            return new Finding(Area, file, Health.Broken, "cannot be used", e.Message);
        }
    }
}
