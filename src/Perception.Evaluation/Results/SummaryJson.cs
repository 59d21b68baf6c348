using System.Text.Json;
using Perception.Evaluation.Depth;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Kitti;
using Perception.Evaluation.Lanes;

namespace Perception.Evaluation.Results;

/// <summary>Writes <c>summary.json</c>. JSON has no NaN: what could not be measured is null.</summary>
internal static class SummaryJson
{
    public static void Write(
        Stream stream, ResultHeader header, FigureCalculator all, IReadOnlyList<KittiFigures> kitti)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("source", header.Source);
        json.WriteString("data", header.Data);
        json.WriteString("model", header.Model);
        WriteStrings(json, "classes", header.Classes);
        WriteStrings(json, "mask_classes", header.MaskClasses);
        json.WriteStartObject("options");
        foreach (var (name, value) in header.Options.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        WriteFigures(json, header, all.Compute());
        if (kitti.Count > 0)
        {
            WriteKitti(json, kitti);
        }

        json.WriteStartObject("objects_by");
        foreach (var (name, bands) in Breakdown.ByObject(all))
        {
            json.WriteStartObject(name);
            foreach (var band in bands)
            {
                json.WriteStartObject(band.Name);
                json.WriteNumber("objects", band.Objects);
                Write(json, "recall", band.Recall);
                Write(json, "centre_error_m", band.CentreErrorMetres);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("splits");
        foreach (var split in Breakdown.ByFrame(all))
        {
            json.WriteStartObject();
            json.WriteString(split.Name, split.Value);
            WriteFigures(json, header, split.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteConfusion(json, all);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, ResultHeader header, FigureSet figures)
    {
        json.WriteNumber("frames", figures.Frames);
        if (figures.Detection is { } detection)
        {
            WriteDetection(json, header.Classes, detection);
        }

        if (figures.Segmentation is { } masks)
        {
            json.WriteStartObject("segmentation");
            Write(json, "mIoU", masks.MeanIou);
            Write(json, "accuracy", masks.Accuracy);
            json.WriteStartObject("IoU_by_class");
            for (var i = 0; i < masks.IouByClass.Count; i++)
            {
                Write(json, i < header.MaskClasses.Count ? header.MaskClasses[i] : $"{i}", masks.IouByClass[i]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (figures.Lanes is { } lanes)
        {
            json.WriteStartObject("lanes");
            WriteLanes(json, "pixels", lanes.Pixels);
            if (lanes.Metres is { } metres)
            {
                WriteLanes(json, "metres", metres);
            }

            json.WriteEndObject();
        }

        if (figures.Depth is { } depth)
        {
            json.WriteStartObject("depth");
            WriteDepth(json, depth.Total);
            for (var i = 0; i < depth.Bands.Count; i++)
            {
                json.WriteStartObject(DepthBands.Name(i));
                WriteDepth(json, depth.Bands[i]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (figures.Objects is { } objects)
        {
            json.WriteStartObject("objects_3d");
            json.WriteNumber("located", objects.Located);
            Write(json, "centre_error_m", objects.CentreErrorMetres);
            Write(json, "range_error_share", objects.RangeErrorShare);
            Write(json, "yaw_error_deg", objects.YawErrorDegrees);
            json.WriteEndObject();
        }
    }

    private static void WriteDetection(Utf8JsonWriter json, IReadOnlyList<string> classes, DetectionFigures detection)
    {
        var coco = detection.Coco;
        json.WriteStartObject("detection");
        Write(json, "mAP50_95", coco.MeanAveragePrecision);
        Write(json, "mAP50", coco.At50);
        Write(json, "mAP75", coco.At75);
        Write(json, "mAP_small", coco.Small);
        Write(json, "mAP_medium", coco.Medium);
        Write(json, "mAP_large", coco.Large);
        Write(json, "largest_recall", coco.Recall);
        json.WriteNumber("objects", detection.Objects);
        json.WriteNumber("operating_score", detection.OperatingScore);
        Write(json, "precision", detection.Precision);
        Write(json, "recall", detection.Recall);
        Write(json, "F1", detection.F1);
        json.WriteStartObject("AP_by_class");
        foreach (var (id, value) in coco.ByClass)
        {
            Write(json, classes[id], value);
        }

        json.WriteEndObject();
        json.WriteStartObject("AP50_by_class");
        foreach (var (id, value) in coco.ByClassAt50)
        {
            Write(json, classes[id], value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteKitti(Utf8JsonWriter json, IReadOnlyList<KittiFigures> figures)
    {
        json.WriteStartObject("kitti_AP40");
        foreach (var figure in figures)
        {
            json.WriteStartObject(figure.Class);
            for (var i = 0; i < KittiDifficulty.All.Count; i++)
            {
                Write(json, KittiDifficulty.All[i].Name, figure.ByDifficulty[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteConfusion(Utf8JsonWriter json, FigureCalculator all)
    {
        if (all.Curve is null)
        {
            return;
        }

        var confusion = ClassConfusion.Of(all);
        json.WriteStartObject("confusion");
        WriteStrings(json, "rows_are_truth_columns_found", [.. confusion.Classes, "nothing"]);
        json.WriteStartArray("counts");
        for (var t = 0; t <= confusion.Classes.Count; t++)
        {
            json.WriteStartArray();
            for (var f = 0; f <= confusion.Classes.Count; f++)
            {
                json.WriteNumberValue(confusion[t, f]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLanes(Utf8JsonWriter json, string name, PointCounts counts)
    {
        json.WriteStartObject(name);
        Write(json, "precision", counts.Precision);
        Write(json, "recall", counts.Recall);
        Write(json, "F1", counts.F1);
        json.WriteEndObject();
    }

    private static void WriteDepth(Utf8JsonWriter json, DepthErrors errors)
    {
        json.WriteNumber("pixels", errors.Pixels);
        json.WriteNumber("missing", errors.Missing);
        Write(json, "AbsRel", errors.AbsRel);
        Write(json, "SqRel", errors.SqRel);
        Write(json, "RMSE", errors.Rmse);
        Write(json, "RMSElog", errors.RmseLog);
        Write(json, "delta1", errors.Delta1);
        Write(json, "delta2", errors.Delta2);
        Write(json, "delta3", errors.Delta3);
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
