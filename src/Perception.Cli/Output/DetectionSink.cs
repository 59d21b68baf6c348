using System.Globalization;
using System.Text.Json;
using Perception.Cli.Images;
using Perception.Decoding;
using Perception.Drawing;
using Perception.Imaging;
using Perception.Inference;

namespace Perception.Cli.Output;

/// <summary>Where <c>perception detect</c> puts what it found: a JSON file, annotated images, or lines of text when
/// neither was asked for.</summary>
internal sealed class DetectionSink
{
    private readonly IReadOnlyList<string> _labels;
    private readonly string? _json;
    private readonly string? _folder;
    private readonly List<DetectionRecord> _records = [];
    private readonly Annotator _annotator;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <exception cref="UsageException">A place to write to cannot be made; of all methods, too.</exception>
    public DetectionSink(ModelManifest manifest, string? json, string? folder)
    {
        (_labels, _json, _folder) = (manifest.Classes, json, folder);
        _annotator = new Annotator(ClassPalette.Of(manifest));
        Write(() =>
        {
            if (folder is not null) Directory.CreateDirectory(folder);
            if (json is not (null or "-") && Path.GetDirectoryName(Path.GetFullPath(json)) is { } parent)
            {
                Directory.CreateDirectory(parent);
                File.WriteAllText(json, "[]\n");
            }
        });
    }

    public int Count => _records.Count;

    public void Add(Images.ImageFile file, Image image, ReadOnlySpan<Detection> detections)
    {
        foreach (ref readonly var d in detections)
        {
            var label = (uint)d.ClassId < (uint)_labels.Count
                ? _labels[d.ClassId]
                : d.ClassId.ToString(CultureInfo.InvariantCulture);
            _records.Add(
                new DetectionRecord(file.Path, label, d.ClassId, d.ExistenceProbability, d.X1, d.Y1, d.X2, d.Y2));
            if (_json is null && _folder is null)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{file.Path}: {label} {d.ExistenceProbability:F2} [{d.X1:F0} {d.Y1:F0} {d.X2:F0} {d.Y2:F0}]"));
        }

        if (_folder is null) return;
        using var canvas = ImageConverter.Convert(image, PixelFormat.Bgra8);
        _annotator.Draw(canvas, detections, _labels);
        Write(() => Imaging.ImageFile.Save(PathFor(file), canvas));
    }

    public void Complete()
    {
        if (_json is null) return;
        var text = JsonSerializer.Serialize(_records, DetectionJson.Default.ListDetectionRecord) + "\n";
        if (_json == "-") Console.Write(text);
        else Write(() => File.WriteAllText(_json, text));
    }

    // What cannot be written is the output's fault, and no image's.
    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write the output: {e.Message}");
        }
    }

    // Files of the same name from different folders get a number, so that none overwrites another.
    private string PathFor(Images.ImageFile file)
    {
        var extension = Path.GetExtension(file.RelativeName).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? ".png"
            : ".jpg";
        var stem = Path.Combine(_folder!, Path.ChangeExtension(file.RelativeName, null));
        var path = stem + extension;
        for (var n = 2; !_written.Add(path); n++) path = $"{stem}-{n}{extension}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
