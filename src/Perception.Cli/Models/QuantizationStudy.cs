using System.Globalization;
using System.Text;
using Perception.Evaluation.Figures;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>
/// Accuracy by calibrator, placement, level and number of pictures around some settings, as tables in Markdown: which
/// of them suit a network.
/// </summary>
internal sealed class QuantizationStudy(GraphModel prepared, CalibrationSet pictures, NetworkAccuracy accuracy,
    QuantizationOptions options)
{
    private const int Levels = 5;
    private static readonly int[] Counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
    private readonly Dictionary<string, IReadOnlyList<Headline>> _known = [];
    private readonly StringBuilder _text = new();

    /// <summary>Prints each table as soon as it is there; returns all of them.</summary>
    public string Run()
    {
        var exact = accuracy.Measure(prepared);
        Say($"In float: {FigureText.Line(exact)}. {pictures.Paths.Count} pictures calibrate, {accuracy.Frames} " +
            "others judge. " +
            $"Where a table says nothing else: {Described(options)}.\n");
        Table("calibrator", exact, [.. Calibrators(options with { Symmetric = false }, ""),
            .. Calibrators(options with { Symmetric = true }, ", symmetric")]);
        Table("placement", exact, [.. Enum.GetValues<Placement>()
            .Select(place => (Lower(place), options with { Placement = place }, pictures))]);
        Table("level", exact,
            [.. Enumerable.Range(0, Levels).Select(level => ($"{level}", options with { Level = level }, pictures))]);

        // A fixed range looks at no pictures.
        var counted = options.Calibrator == Calibrator.Fixed ? options with { Calibrator = Calibrator.Mse } : options;
        Table($"pictures, {Lower(counted.Calibrator)}", exact,
            [.. Counts.Where(count => count < pictures.Paths.Count).Append(pictures.Paths.Count)
            .Select(count => ($"{count}", counted, pictures.Fewer(count)))]);
        return _text.ToString();
    }

    private List<(string, QuantizationOptions, CalibrationSet)> Calibrators(QuantizationOptions with, string suffix) =>
    [
        ("minmax" + suffix, with with { Calibrator = Calibrator.MinMax }, pictures),
        ("entropy" + suffix, with with { Calibrator = Calibrator.Entropy }, pictures),
        .. new[] { 0.999, 0.9999, 0.99999 }.Select(
        share => (string.Create(CultureInfo.InvariantCulture, $"percentile {share}{suffix}"),
            with with { Calibrator = Calibrator.Percentile, Percentile = share }, pictures)),
        ("mse" + suffix, with with { Calibrator = Calibrator.Mse }, pictures),
        .. options.Calibrator == Calibrator.Fixed
            ? [(string.Create(CultureInfo.InvariantCulture, $"fixed at {options.Clip}{suffix}"), with, pictures)]
            : Array.Empty<(string, QuantizationOptions, CalibrationSet)>(),
    ];

    private void Table(string title, IReadOnlyList<Headline> exact,
        List<(string Name, QuantizationOptions Options, CalibrationSet Pictures)> rows)
    {
        Say($"| {title} | {string.Join(" | ", exact.Select(figure => figure.Name))} | " +
            $"{string.Join(" | ", accuracy.Guarded.Select(name => $"{name} lost"))} |");
        Say($"|---|{string.Concat(Enumerable.Repeat("---:|", exact.Count + accuracy.Guarded.Count))}");
        foreach (var (name, settings, set) in rows)
        {
            var found = Measure(settings, set);
            var lost = accuracy.Guarded.Select(guarded => exact.Zip(found).First(pair => pair.First.Name == guarded))
                .Select(pair => 100 * (1 - pair.Second.Value / pair.First.Value))
                .Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss:0.00} %"));
            Say($"| {name} | {string.Join(" | ", found.Select(figure => FigureText.Number(figure.Value)))} | " +
                $"{string.Join(" | ", lost)} |");
        }

        Say("");
    }

    // Settings that several tables have are measured once.
    private IReadOnlyList<Headline> Measure(QuantizationOptions settings, CalibrationSet set)
    {
        var key = string.Create(CultureInfo.InvariantCulture,
            $"{settings.Calibrator} {settings.Percentile} {settings.Symmetric} {settings.Placement} {settings.Level} " +
            $"{set.Paths.Count}");
        if (!_known.TryGetValue(key, out var found))
        {
            _known.Add(key, found = accuracy.Measure(new QuantizationRun(prepared, set, settings).Model));
        }
        return found;
    }

    private void Say(string line)
    {
        Console.WriteLine(line);
        _text.Append(line).Append('\n');
    }

    /// <summary>Settings in words.</summary>
    public static string Described(QuantizationOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"{RangeOf(options)}, " +
        $"placement {Lower(options.Placement)}, level {options.Level}, activations " +
        $"{(options.Symmetric ? "symmetric" : "with a zero point")}, " +
        $"{options.FloatNodes.Count} layers in float");

    private static string RangeOf(QuantizationOptions options) => options.Calibrator == Calibrator.Fixed
        ? string.Create(CultureInfo.InvariantCulture, $"range fixed at {options.Clip}")
        : $"calibrator {Lower(options.Calibrator)}";

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
