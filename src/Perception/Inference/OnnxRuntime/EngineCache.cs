using System.Security.Cryptography;
using System.Text;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// Where engines that were built for a device are kept: a folder of its own for each model, settings and releases, so
/// that one that was built for anything else is never found.
/// </summary>
internal static class EngineCache
{
    /// <summary>The folder for a model, with everything that an engine depends on in its name.</summary>
    /// <param name="root">The folder of all engines.</param>
    /// <param name="modelPath">The model; weights beside it count, too.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="versions">Releases of the libraries, the driver and the device.</param>
    public static string FolderFor(string root, string modelPath, InferenceOptions options,
        IEnumerable<string> versions)
    {
        var key = new StringBuilder();
        foreach (var file in FilesOf(modelPath).Append(options.CalibrationTable).OfType<string>())
        {
            using var stream = File.OpenRead(file);
            key.Append(Convert.ToHexStringLower(SHA256.HashData(stream))).Append('\n');
        }

        foreach (var (name, value) in ProviderSettings.Of(options))
        {
            key.Append(name).Append('=').Append(value).Append('\n');
        }

        key.Append("outputs ")
            .AppendJoin(',', options.Outputs?.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()).Append('\n');
        key.Append("input ").AppendJoin(',', options.InputShape ?? []).Append('\n');
        key.AppendJoin('\n', versions);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())));
        return Path.Combine(root, $"{Path.GetFileNameWithoutExtension(modelPath)}-{hash[..16]}");
    }

    /// <exception cref="InferenceException">The calibration table that was named is not there.</exception>
    public static void RequireTable(InferenceOptions options)
    {
        if (options.CalibrationTable is { } table && !File.Exists(table))
        {
            throw new InferenceException($"the calibration table '{table}' does not exist; " +
                "perception model quantize MODEL.onnx --clip 6 --trt-table FILE writes one for a network with ReLU6");
        }
    }

    /// <summary>Makes the folder and puts the calibration table where the provider looks for it.</summary>
    /// <exception cref="InferenceException">The folder cannot be written to.</exception>
    public static void Prepare(string folder, InferenceOptions options)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (options.CalibrationTable is { } table)
            {
                File.Copy(table, Path.Combine(folder, ProviderSettings.CalibrationFile), overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the engine cache '{folder}' cannot be written to: {e.Message}");
        }
    }

    /// <summary>Whether an engine was built here before.</summary>
    public static bool HasEngine(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.engine").Any();

    // Weights above 2 GB lie in files beside the model, by custom under its name.
    private static IEnumerable<string> FilesOf(string modelPath)
    {
        yield return modelPath;
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var named = Directory.EnumerateFiles(folder, $"{Path.GetFileName(modelPath)}*");
        foreach (var file in named.Order(StringComparer.Ordinal))
        {
            if (file.EndsWith(".data", StringComparison.Ordinal) || file.EndsWith("_data", StringComparison.Ordinal))
            {
                yield return file;
            }
        }
    }
}
