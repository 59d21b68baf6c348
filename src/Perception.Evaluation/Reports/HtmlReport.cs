using System.Text;
using Perception.Evaluation.Depth;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Kitti;
using Perception.Evaluation.Lanes;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Results;

namespace Perception.Evaluation.Reports;

/// <summary>A result as one HTML file that needs nothing else: plots are SVG, pictures are inside.</summary>
public static class HtmlReport
{
    /// <summary>Writes the report; timing and pictures may be missing.</summary>
    public static string Write(ResultFolder result, ReplayTiming? timing, IReadOnlyList<ReportPicture> pictures)
    {
        var (all, header, body) = (result.Figures, result.Header, new StringBuilder());
        var figures = all.Compute();
        var sections = new List<(string Id, string Title)>();
        void Section(string id, string title, string content)
        {
            if (content.Length > 0)
            {
                sections.Add((id, title));
                body.Append($"<section id=\"{id}\"><h2>{title}</h2>\n{content}</section>\n");
            }
        }

        Section("boxes", "Boxes", Boxes(all, figures));
        Section("kitti", "By KITTI's rules", result.Kitti is { Count: > 0 } kitti ? Kitti(kitti) : "");
        Section("where", "Where it works, and where not", Where(all));
        Section("masks", "Masks", figures.Segmentation is { } masks ? Masks(header, masks) : "");
        Section("lanes", "Lanes", figures.Lanes is { } lanes ? LaneTable(lanes) : "");
        Section("depth", "Depth", figures.Depth is { } depth ? Depths(depth) : "");
        Section("time", "Time", timing is null ? "" : timing.InferMs.Count > 0 ? Times(timing) : Latency(timing));
        if (pictures.Count > 0)
        {
            var gallery = new StringBuilder();
            FrameGallery.Write(gallery, all, pictures);
            Section("frames", "Frames with the most errors", gallery.ToString());
        }

        Section("how", "How it was measured", How(header));
        var title = $"{Path.GetFileNameWithoutExtension(header.Model)} on " +
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(header.Data))}";
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html.Escape(title)}</title>
            <style>{Style()}</style></head><body><main>
            <header><h1>{Html.Escape(title)}</h1><p>{figures.Frames} frames of {Html.Escape(header.Source)} data · {Html.Escape(header.Model)} · {Html.Escape(header.Data)}</p></header>
            <nav>{string.Concat(sections.Select(section => $"<a href=\"#{section.Id}\">{section.Title}</a>"))}</nav>
            {Cards(figures, timing)}
            {body}</main></body></html>

            """;
    }

    private static string Cards(FigureSet figures, ReplayTiming? timing)
    {
        var cards = figures.Headlines.Where(line => double.IsFinite(line.Value))
            .Select(line => $"<div class=\"card\"><b>{Html.Number(line.Value, line.Unit)}</b><span>{Html.Escape(line.Name)}</span></div>");
        if (timing is { InferMs.Count: > 0 })
        {
            cards = cards.Append($"<div class=\"card\"><b>{Html.Number(ReplayTiming.Percentile(timing.InferMs, 0.5), "ms")}</b><span>inference, median</span></div>");
            cards =
                cards.Append($"<div class=\"card\"><b>{timing.Problems.Count}</b><span>frames left out</span></div>");
        }

        else if (timing is not null)
        {
            cards =
                cards.Append($"<div class=\"card\"><b>{timing.Dropped}</b><span>images without an answer</span></div>");
        }

        return $"<div class=\"cards\">{string.Concat(cards)}</div>\n";
    }

    private static string Boxes(FigureCalculator all, FigureSet figures)
    {
        if (figures.Detection is not { } detection || all.Curve is null)
        {
            return "";
        }

        var (precision, f1) = (new LineChart("recall", "precision", 1, 1), new LineChart("least score", "F1", 1, 1));
        var rows = new List<string[]>();
        var order = detection.Coco.ByClass.OrderByDescending(pair => pair.Value).Select(pair => pair.Key).ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            var (name, colour) = (all.Classes[order[i]], Html.Colour(i));
            var curve = all.CurveOf(name)!;
            precision.Add(name, colour, all.AverageOf(name)!.Precision.Select((value, at) => (at / 100.0, value)));
            f1.Add(name, colour, Thin(curve.Scores.Select((score, at) => ((double)score, curve.F1[at]))));
            rows.Add(
            [
                Html.Escape(name), Html.Share(detection.Coco.ByClass[order[i]]),
                Html.Share(detection.Coco.ByClassAt50[order[i]]),
                Html.Share(curve.Best < 0 ? double.NaN : curve.F1[curve.Best]),
                Html.Share(curve.Best < 0 ? double.NaN : curve.Scores[curve.Best]),
                Html.Bar(detection.Coco.ByClass[order[i]]),
            ]);
        }

        f1.Mark(detection.OperatingScore, Html.Share(detection.OperatingScore));
        return "<div class=\"panels\">" +
            Html.Card("Precision over recall, overlap 0.5", precision.ToString()) + Html.Card("F1 over the least score",
                f1.ToString()) + "</div>" +
            "<div class=\"panels\">" +
            Html.Card("Average precision by class",
                Html.Table(["class", "50-95", "50", "best F1", "at score", ""], rows)) +
            Html.Card("Confusion", Confusion(all)) + "</div>";
    }

    private static string Kitti(IReadOnlyList<KittiFigures> figures) => Html.Card(
        "Average precision at 40 points of recall",
        Html.Table(["class", "overlap", .. KittiDifficulty.All.Select(item => item.Name)], figures.Select(figure =>
            (string[])[Html.Escape(figure.Class), Html.Share(figure.LeastOverlap),
                .. figure.ByDifficulty.Select(Html.Share)])));

    private static string Confusion(FigureCalculator all)
    {
        var confusion = ClassConfusion.Of(all);
        var count = confusion.Classes.Count;
        int[] used = [.. Enumerable.Range(0, count + 1).Where(i => i == count || Enumerable.Range(0, count + 1).Any(j => confusion[i, j] + confusion[j, i] > 0))];
        string Name(int i) => i == count ? "nothing" : Html.Escape(confusion.Classes[i].ToLowerInvariant());
        var rows = used.Select(t =>
        {
            var sum = Math.Max(1, used.Sum(f => confusion[t, f]));
            return used.Select(f =>
            {
                var (value, colour) = (confusion[t, f], t == f ? "26,158,85" : "217,45,58");
                return value == 0 ? "<td class=\"cell faint\">·</td>"
                    : $"<td class=\"cell\" " +
                        $"style=\"background:rgba({colour},{Html.Place(0.1 + 0.7 * value / sum)})\">{value}</td>";
            }).Prepend(Name(t));
        });
        return Html.Table(used.Select(i => $"<span class=\"tilt\">{Name(i)}</span>").Prepend("is \\ found as"), rows) +
            $"<p class=\"note\">Detections of at least {Html.Share(all.OperatingScore)}, the score with the best F1, " +
            "at an overlap of 0.5.</p>";
    }

    private static string Where(FigureCalculator all)
    {
        var cards = new StringBuilder();
        foreach (var (name, bands) in Breakdown.ByObject(all))
        {
            cards.Append(Html.Card($"Recall by {name}", Html.Table([name, "objects", "recall", "", "centre error"], bands.Select(band => (string[])
                [band.Name, $"{band.Objects}", Html.Share(band.Recall), Html.Bar(band.Recall),
                    Html.Number(band.CentreErrorMetres, "m")]))));
        }

        foreach (var group in Breakdown.ByFrame(all).GroupBy(split => split.Name))
        {
            var names = group.SelectMany(split => split.Figures.Headlines).Select(line => line.Name).Distinct()
                .Intersect(["mAP 50-95", "mAP 50", "recall", "mIoU", "lane F1 by pixels", "depth AbsRel", "centre error"]).ToArray();
            cards.Append(Html.Card($"By {Html.Escape(group.Key)}", Html.Table([Html.Escape(group.Key), "frames", .. names], group.Select(split =>
            {
                var values = split.Figures.Headlines.ToDictionary(line => line.Name);
                return (string[])[Html.Escape(split.Value), $"{split.Figures.Frames}",
                    .. names.Select(
                    name => values.TryGetValue(name, out var line) ? Html.Number(line.Value, line.Unit) : "–")];
            }))));
        }

        return cards.Length == 0 ? "" : $"<div class=\"panels\">{cards}</div>";
    }

    private static string Masks(ResultHeader header, SegmentationFigures masks) => "<div class=\"panels\">" + Html.Card(
        $"Intersection over union, mean {Html.Share(masks.MeanIou)}",
        Html.Table(["class", "IoU", ""], masks.IouByClass.Select((value, id) => (header.MaskClasses[id], value)).Where(pair => double.IsFinite(pair.value))
            .OrderByDescending(pair => pair.value).Select(
            pair => (string[])[Html.Escape(pair.Item1), Html.Share(pair.value), Html.Bar(pair.value)]))) + "</div>";

    private static string LaneTable(LaneFigures lanes)
    {
        string[] Row(string name, PointCounts counts) =>
            [name, Html.Share(counts.Precision), Html.Share(counts.Recall), Html.Share(counts.F1), Html.Bar(counts.F1)];
        List<string[]> rows = [Row("4 px at 640 px width", lanes.Pixels)];
        if (lanes.Metres is { } metres)
        {
            rows.Add(Row("0.3 m on the ground", metres));
        }

        return "<div class=\"panels\">" + Html.Card("Points of lane lines",
            Html.Table(["tolerance", "precision", "recall", "F1", ""], rows)) + "</div>";
    }

    private static string Depths(DepthFigures depth)
    {
        var rows = depth.Bands.Select((errors, i) => (Name: DepthBands.Name(i), errors))
            .Append((Name: "all", errors: depth.Total));
        return Html.Card("Errors by distance", Html.Table(
            ["distance", "pixels", "AbsRel", "SqRel", "RMSE", "RMSElog", "δ1", "δ2", "δ3", ""],
            rows.Select(row => (string[])
            [
                row.Name, $"{row.errors.Pixels}", Html.Share(row.errors.AbsRel), Html.Share(row.errors.SqRel),
                Html.Number(row.errors.Rmse, "m"),
                Html.Share(row.errors.RmseLog), Html.Share(row.errors.Delta1), Html.Share(row.errors.Delta2),
                Html.Share(row.errors.Delta3),
                Html.Bar(row.errors.AbsRel),
            ])));
    }

    private static string Times(ReplayTiming timing)
    {
        (string Name, List<double> Samples)[] stages =
            [("prepare", timing.PrepareMs), ("inference", timing.InferMs), ("decode", timing.DecodeMs)];
        var chart = new LineChart("frame", "ms", Math.Max(1, timing.InferMs.Count - 1),
            stages.Max(stage => ReplayTiming.Percentile(stage.Samples, 0.99)) * 1.1);
        for (var i = 0; i < stages.Length; i++)
        {
            chart.Add(stages[i].Name, Html.Colour(i), Thin(stages[i].Samples.Select((ms, at) => ((double)at, ms))));
        }

        return "<div class=\"panels\">" +
            Html.Card("Milliseconds of each frame", chart.ToString()) + Html.Card("Percentiles", Html.Table(
            ["stage", "median", "95 %", "most"], stages.Select(stage => (string[])
            [
                stage.Name, Html.Number(ReplayTiming.Percentile(stage.Samples, 0.5), "ms"),
                Html.Number(ReplayTiming.Percentile(stage.Samples, 0.95), "ms"),
                Html.Number(stage.Samples.Max(), "ms"),
            ])) + $"<p class=\"note\">{timing.InferMs.Count} frames in {Html.Number(timing.WallMs / 1000, "s")}; " +
                "stages run side by side on a machine that may have had other work.</p>") + "</div>";
    }

    private static string Latency(ReplayTiming timing) =>
        "<div class=\"panels\">" + Html.Card("From the stamp of an image to its answer", Html.Table(
        ["median", "95 %", "most", "images without an answer"],
        [[
            Html.Number(ReplayTiming.Percentile(timing.LatencyMs, 0.5), "ms"),
            Html.Number(ReplayTiming.Percentile(timing.LatencyMs, 0.95), "ms"),
            Html.Number(timing.LatencyMs.DefaultIfEmpty(double.NaN).Max(), "ms"), $"{timing.Dropped}",
        ]])) + "</div>";

    private static string How(ResultHeader header)
    {
        var options = header.Options.Select(pair => (string[])[Html.Escape(pair.Key), Html.Escape(pair.Value)]);
        return "<div class=\"panels\">" + Html.Card("Options", Html.Table(["option", "value"], options)) + Html.Card("Definitions", """
            <p class="note">Average precision as COCO defines it: 101 points of recall, overlaps 0.50 to 0.95, at most 100 detections
            of a class in a picture; small is below 32² pixels, large above 96². Depth errors as Eigen et al. (2014) define them.
            Objects that are too small or too hidden are not asked for, and to find them is no error. Precision, recall, F1,
            confusion and pictures count detections of at least the score at which F1 over all classes is best.</p>
            """) + "</div>";
    }

    // As many points as the width of the plot can show.
    private static IEnumerable<(double, double)> Thin(IEnumerable<(double, double)> points)
    {
        var all = points.ToArray();
        var step = Math.Max(1, all.Length / 400);
        return all.Where((_, i) => i % step == 0 || i == all.Length - 1);
    }

    private static string Style()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
