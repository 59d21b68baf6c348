namespace Perception.Evaluation.Figures;

/// <summary>All figures of a set of frames; those for which there is no truth or no answer are null.</summary>
public sealed record FigureSet(
    int Frames, DetectionFigures? Detection, SegmentationFigures? Segmentation, DepthFigures? Depth, LaneFigures? Lanes,
    ObjectFigures? Objects)
{
    /// <summary>The figures that one compares by, in the order of importance.</summary>
    public IReadOnlyList<Headline> Headlines =>
    [
        .. Detection is { } d
            ? (Headline[])
            [
                new("mAP 50-95", d.Coco.MeanAveragePrecision), new("mAP 50", d.Coco.At50), new("mAP 75", d.Coco.At75),
                new("mAP small", d.Coco.Small), new("mAP medium", d.Coco.Medium), new("mAP large", d.Coco.Large),
                new("precision", d.Precision), new("recall", d.Recall), new("F1", d.F1),
            ]
            : [],
        .. Segmentation is { } s ? (Headline[])[new("mIoU", s.MeanIou), new("pixel accuracy", s.Accuracy)] : [],
        .. Lanes is { } l ? (Headline[])[new("lane F1 by pixels", l.Pixels.F1)] : [],
        .. Lanes?.Metres is { } m ? (Headline[])[new("lane F1 by metres", m.F1)] : [],
        .. Depth is { } z
            ? (Headline[])
            [
                new("depth AbsRel", z.Total.AbsRel, IsError: true), new("depth RMSE", z.Total.Rmse, IsError: true, "m"),
                new("depth δ < 1.25", z.Total.Delta1),
            ]
            : [],
        .. Objects is { } o
            ? (Headline[])
            [
                new("centre error", o.CentreErrorMetres, IsError: true, "m"),
                new("range error", o.RangeErrorShare, IsError: true),
                new("yaw error", o.YawErrorDegrees, IsError: true, "°"),
            ]
            : [],
    ];
}
