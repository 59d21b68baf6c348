using System.Globalization;
using Perception.Cli.Output;
using Perception.Evaluation.Depth;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Kitti;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Results;
using Spectre.Console;

namespace Perception.Cli.Evaluation;

/// <summary>A result as tables on the terminal.</summary>
internal static class TerminalReport
{
    public static void Print(ResultFolder result, ReplayTiming? timing)
    {
        var all = result.Figures;
        var figures = all.Compute();
        Terminal.Console.Write(Headlines(figures));
        if (figures.Detection is { } detection) Terminal.Console.Write(Classes(all, detection));
        if (result.Kitti is { Count: > 0 } kitti) Terminal.Console.Write(Kitti(kitti));
        if (figures.Segmentation is { } masks) Terminal.Console.Write(Masks(result.Header, masks));
        if (figures.Depth is { } depth) Terminal.Console.Write(Depths(depth));
        foreach (var (name, bands) in Breakdown.ByObject(all)) Terminal.Console.Write(Bands(name, bands));
        foreach (var group in Breakdown.ByFrame(all).GroupBy(split => split.Name))
        {
            Terminal.Console.Write(Splits(group.Key, [.. group]));
        }
        if (timing is not null) Terminal.Console.MarkupLine($"[grey]{Markup.Escape(Times(timing))}[/]");
    }

    /// <summary>Four digits for shares, two for units; a dash where nothing could be measured.</summary>
    public static string Text(double value, string unit = "") => !double.IsFinite(value) ? "-"
        : unit.Length == 0 ? value.ToString("F4", CultureInfo.InvariantCulture)
        : value.ToString("F2", CultureInfo.InvariantCulture) + (unit == "°" ? unit : " " + unit);

    private static Table Headlines(FigureSet figures)
    {
        var table = NewTable($"{figures.Frames} frames", "");
        foreach (var line in figures.Headlines) table.AddRow(line.Name, Text(line.Value, line.Unit));
        if (figures.Detection is { } detection)
            table.AddRow("[grey]precision, recall and F1 at score[/]", $"[grey]{Text(detection.OperatingScore)}[/]");
        return table;
    }

    private static Table Classes(FigureCalculator all, DetectionFigures detection)
    {
        var table = NewTable("class", "AP 50-95", "AP 50", "best F1", "at score");
        foreach (var (id, value) in detection.Coco.ByClass.OrderByDescending(pair => pair.Value))
        {
            var curve = all.CurveOf(all.Classes[id])!;
            table.AddRow(Markup.Escape(all.Classes[id]), Text(value), Text(detection.Coco.ByClassAt50[id]),
                Text(curve.Best < 0 ? double.NaN : curve.F1[curve.Best]),
                Text(curve.Best < 0 ? double.NaN : curve.Scores[curve.Best]));
        }

        return table;
    }

    private static Table Kitti(IReadOnlyList<KittiFigures> figures)
    {
        var table = NewTable(["KITTI's AP, 40 points", "overlap", .. KittiDifficulty.All.Select(item => item.Name)]);
        foreach (var figure in figures)
        {
            table.AddRow([figure.Class, figure.LeastOverlap.ToString("F1", CultureInfo.InvariantCulture),
                .. figure.ByDifficulty.Select(value => Text(value))]);
        }

        return table;
    }

    private static Table Masks(ResultHeader header, SegmentationFigures masks)
    {
        var table = NewTable("mask", "IoU");
        for (var i = 0; i < masks.IouByClass.Count; i++)
        {
            if (double.IsFinite(masks.IouByClass[i]))
            {
                table.AddRow(Markup.Escape(header.MaskClasses[i]), Text(masks.IouByClass[i]));
            }
        }

        return table;
    }

    private static Table Depths(DepthFigures depth)
    {
        var table = NewTable("depth", "AbsRel", "SqRel", "RMSE", "RMSElog", "δ1", "δ2", "δ3");
        var bands = depth.Bands.Select((errors, i) => (DepthBands.Name(i), errors));
        foreach (var (name, e) in bands.Append(("all", depth.Total)))
        {
            table.AddRow(name, Text(e.AbsRel), Text(e.SqRel), Text(e.Rmse, "m"), Text(e.RmseLog), Text(e.Delta1),
                Text(e.Delta2), Text(e.Delta3));
        }

        return table;
    }

    private static Table Bands(string name, IReadOnlyList<BandFigure> bands)
    {
        var table = NewTable(name, "objects", "recall", "centre error");
        foreach (var band in bands)
            table.AddRow(band.Name, $"{band.Objects}", Text(band.Recall), Text(band.CentreErrorMetres, "m"));
        return table;
    }

    private static Table Splits(string name, IReadOnlyList<SplitFigures> splits)
    {
        var headlines = splits.SelectMany(split => split.Figures.Headlines).Select(line => line.Name).Distinct()
            .Intersect(["mAP 50-95", "mAP 50", "recall", "mIoU", "lane F1 by pixels", "depth AbsRel", "centre error"])
            .ToArray();
        var table = NewTable([name, "frames", .. headlines]);
        foreach (var split in splits)
        {
            var values = split.Figures.Headlines.ToDictionary(line => line.Name);
            table.AddRow([Markup.Escape(split.Value), $"{split.Figures.Frames}", .. headlines.Select(headline =>
                values.TryGetValue(headline, out var line) ? Text(line.Value, line.Unit) : "-")]);
        }

        return table;
    }

    private static string Times(ReplayTiming timing)
    {
        var median = (List<double> samples) =>
            ReplayTiming.Percentile(samples, 0.5).ToString("F1", CultureInfo.InvariantCulture);
        if (timing.InferMs.Count > 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{timing.InferMs.Count} frames in " +
                $"{timing.WallMs / 1000:F1} s; median of preparing {median(timing.PrepareMs)} ms, " +
                $"inference {median(timing.InferMs)} ms, decoding {median(timing.DecodeMs)} ms");
        }

        var latency = timing.LatencyMs.Count == 0
            ? "latency unknown: stamps and log are of different clocks, or all is warm-up"
            : $"latency p50 {median(timing.LatencyMs)} ms, p95 " +
                $"{ReplayTiming.Percentile(timing.LatencyMs, 0.95).ToString("F1", CultureInfo.InvariantCulture)} ms";
        return $"{latency}; {timing.Dropped} images without an answer";
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(columns[i]));
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }
}
