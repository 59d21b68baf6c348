using System.Globalization;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;
using Spectre.Console;

namespace Perception.Cli.Models;

/// <summary>Accuracy by calibrator, placement, level and number of pictures: which settings suit a network.</summary>
internal sealed class QuantizationStudy(GraphModel prepared, CalibrationSet pictures, DetectionAccuracy accuracy)
{
    private static readonly int[] Counts = [1, 4, 16, 64, 256, 512];
    private double _float;

    public void Run()
    {
        var reference = accuracy.Measure(prepared);
        _float = reference.MeanAveragePrecision;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in float: mAP50-95 {_float:F4}, mAP50 {reference.At50:F4}; {pictures.Paths.Count} pictures calibrate"));
        var mse = new QuantizationOptions();
        Table("placement, MinMax", [.. Enum.GetValues<Placement>().Select(place =>
            (place.ToString(), mse with { Calibrator = Calibrator.MinMax, Placement = place }, pictures))]);
        Table("calibrator, activations asymmetric", Calibrators(mse));
        Table("calibrator, activations symmetric", Calibrators(mse with { Symmetric = true }));
        Table("level", [.. Enumerable.Range(0, 4).Select(level => ($"{level}", mse with { Level = level }, pictures)),
            .. Enumerable.Range(0, 4).Select(level => ($"{level}, inputs of convolutions alone", mse with { Level = level, Placement = Placement.Inputs }, pictures))]);
        Table("pictures, Mse", [.. Counts.Where(count => count <= pictures.Paths.Count).Select(count =>
            ($"{count}", mse, pictures.Fewer(count)))]);
    }

    private List<(string, QuantizationOptions, CalibrationSet)> Calibrators(QuantizationOptions options) =>
    [
        ("MinMax", options with { Calibrator = Calibrator.MinMax }, pictures),
        ("Entropy", options with { Calibrator = Calibrator.Entropy }, pictures),
        .. new[] { 0.999, 0.9999, 0.99999 }.Select(share => (string.Create(CultureInfo.InvariantCulture, $"Percentile {share}"),
            options with { Calibrator = Calibrator.Percentile, Percentile = share }, pictures)),
        ("Mse", options with { Calibrator = Calibrator.Mse }, pictures),
    ];

    private void Table(string title, List<(string Name, QuantizationOptions Options, CalibrationSet Pictures)> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(Markup.Escape(title));
        foreach (var column in (string[])["mAP50-95", "lost", "mAP50"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, options, set) in rows)
        {
            var found = accuracy.Measure(new QuantizationRun(prepared, set, options).Model);
            table.AddRow(Markup.Escape(name), Text(found.MeanAveragePrecision), Text(_float - found.MeanAveragePrecision), Text(found.At50));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
