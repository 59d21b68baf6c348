using Perception.Nodes.MultiTask;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;

namespace Perception.Nodes.Yolox;

/// <summary>Autoware's parameters for writing detections into the mask, under the names of its older and newer
/// releases; either counts.</summary>
internal static class OverlayParameters
{
    private const string RemapPath = "roi_to_semantic_segmentation_remap_path";
    private const string Threshold = "overlap_roi_score_threshold";

    private static readonly string[] Switches = ["is_roi_overlap_segment", "is_roi_overlap_segmentation"];
    private static readonly string[] Prefixes = ["roi_overlay_segment_label.", "roi_overlay_segmentation_label."];

    private static readonly (string Name, byte Label)[] Labels =
    [
        ("UNKNOWN", ObjectClassification.Unknown), ("CAR", ObjectClassification.Car),
        ("TRUCK", ObjectClassification.Truck), ("BUS", ObjectClassification.Bus),
        ("MOTORCYCLE", ObjectClassification.Motorcycle), ("BICYCLE", ObjectClassification.Bicycle),
        ("PEDESTRIAN", ObjectClassification.Pedestrian), ("ANIMAL", ObjectClassification.Animal),
        ("HAZARD", ObjectClassification.Hazard),
    ];

    public static IEnumerable<ParameterDefinition> Definitions =>
    [
        .. Switches.Select(
        name => Definition(name, false, "write detections into the mask as rectangles of their class")),
        new(Threshold, 0.3, new ParameterDescriptor
        {
            Description = "least score of a detection that is written into the mask", Minimum = 0, Maximum = 1,
            ReadOnly = true,
        }),
        Definition(RemapPath, "",
            "lines of label,class of the mask (-1: none); empty: by the names of the mask's classes"),
        .. Prefixes.SelectMany(prefix => Labels.Select(item =>
            Definition(prefix + item.Name, false, "write detections of this label, where no remap file says which"))),
    ];

    /// <summary>What was declared; null where nothing is to be written.</summary>
    /// <exception cref="Inference.InferenceException">The file of classes cannot be read.</exception>
    public static MaskOverlay? Read(NodeParameters parameters)
    {
        if (!Switches.Any(parameters.Get<bool>)) return null;
        var path = parameters.Get<string>(RemapPath);
        return new MaskOverlay((float)parameters.Get<double>(Threshold),
            [.. Labels.Where(item => Prefixes.Any(prefix => parameters.Get<bool>(prefix + item.Name)))
                .Select(item => item.Label)],
            path.Length > 0 ? LabelRemap.Load(path) : null);
    }

    private static ParameterDefinition Definition(string name, object value, string description) =>
        new(name, value, new ParameterDescriptor { Description = description, ReadOnly = true });
}
