using Perception.Cli.Images;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>
/// What calibrating commands share: the manifest, the pictures, and ranges that are kept for the next time.
/// </summary>
internal static class Calibration
{
    /// <summary>The manifest of a model, or the one guessed for it.</summary>
    public static ModelManifest Manifest(string path)
    {
        if (ManifestFile.For(path) is { } known) return known;
        using var network = new MultiTaskNetwork(path);
        Console.Error.WriteLine(
            "no manifest beside the model: pictures are prepared by the guessed one (see perception model describe)");
        return network.Manifest;
    }

    /// <summary>As many of the pictures as were asked for, evenly from all.</summary>
    public static CalibrationSet Pictures(ModelManifest manifest, IEnumerable<string> paths, int count)
    {
        List<string> files = [.. ImageFiles.Expand(paths).Select(file => file.Path)];
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new UsageException($"the image '{missing}' does not exist");
        }
        if (files.Count < count)
        {
            Console.Error.WriteLine($"only {files.Count} images are there of the {count} asked for");
        }
        return new CalibrationSet(manifest.Input, CalibrationSet.Choose(files, count));
    }

    /// <summary>The ranges of a prepared network on pictures, computed or as they were computed before.</summary>
    public static ActivationRanges Ranges(GraphModel prepared, CalibrationSet pictures)
    {
        var folder = Path.Combine(PackageCache.Folder, "calibration");
        var path = Path.Combine(folder, $"{ActivationRanges.KeyOf(prepared, pictures.Paths)}.ranges");
        if (ActivationRanges.TryLoad(path) is { } known) return known;
        var ranges = ActivationRanges.Collect(prepared, pictures.Load());
        try
        {
            Directory.CreateDirectory(folder);
            ranges.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"the ranges cannot be kept for the next time: {e.Message}");
        }

        return ranges;
    }
}
