using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>What the YOLOX node can be told. The first block has the names and defaults of Autoware's
/// <c>tensorrt_yolox</c>, so that its parameter files work as they are; the second is ours.</summary>
public sealed record YoloxParameters
{
    public required string ModelPath { get; init; }
    public required string LabelPath { get; init; }
    public required float ScoreThreshold { get; init; }
    public required float NmsThreshold { get; init; }
    public required string Precision { get; init; }
    public required bool BuildOnly { get; init; }

    public required bool AutowareCompat { get; init; }
    public required bool ClassAgnosticNms { get; init; }
    public required int MaxDetections { get; init; }
    public required int IntraOpThreads { get; init; }
    public required bool AllowSpinning { get; init; }
    public required ImageTransport ImageTransport { get; init; }
    public required double LatencyWarnMs { get; init; }
    public required double StaleAfterS { get; init; }

    /// <summary>Declares every parameter of the node and refuses those nobody knows.</summary>
    /// <exception cref="RosParameterException">A value is out of range or of the wrong type, or a name is unknown.</exception>
    public static YoloxParameters Declare(NodeParameters p)
    {
        var parameters = new YoloxParameters
        {
            ModelPath = p.Declare("model_path", "", Text("ONNX file of the network; a model.yaml beside it says how to feed and read it")),
            LabelPath = p.Declare("label_path", "", Text("class names, one a line; empty: those of the model's manifest")),
            ScoreThreshold = (float)p.Declare("score_threshold", 0.35, Real("least objectness times class probability of a detection", 0, 1)),
            NmsThreshold = (float)p.Declare("nms_threshold", 0.7, Real("overlap (IoU) above which the less certain of two boxes is dropped", 0, 1)),
            Precision = p.Declare("precision", "fp32", Choice("arithmetic asked of the backend", "fp32", "fp16", "int8")),
            BuildOnly = p.Declare("build_only", false, Text("load the model, then exit")),

            AutowareCompat = p.Declare("autoware_compat", false, Text("class probability always 1.0 and boxes truncated to whole pixels, as tensorrt_yolox does")),
            ClassAgnosticNms = p.Declare("class_agnostic_nms", true, Text("let boxes of different classes suppress each other")),
            MaxDetections = (int)p.Declare("max_detections", 300L, Integer("most detections published per image", 1, 10_000)),
            IntraOpThreads = (int)p.Declare("intra_op_threads", 0L, Integer("threads that compute the network; 0: one per core", 0, 256)),
            AllowSpinning = p.Declare("allow_spinning", false, Text("let compute threads burn CPU between frames for a little less latency")),
            ImageTransport = Enum.Parse<ImageTransport>(p.Declare("image_transport", "auto", Choice("message type of ~/in/image; auto: as its publisher says", "auto", "raw", "compressed")), ignoreCase: true),
            LatencyWarnMs = p.Declare("latency_warn_ms", 0.0, Real("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never", 0, 60_000)),
            StaleAfterS = p.Declare("stale_after_s", 2.0, Real("seconds without an image after which diagnostics say so", 0.1, 3600)),
        };
        AcceptWithoutEffect(p);
        p.RejectUnknown();
        return parameters;
    }

    // Autoware's parameters that steer TensorRT or the segmentation head: a parameter file that has them must load.
    private static void AcceptWithoutEffect(NodeParameters p)
    {
        var d = Text("accepted for Autoware's parameter files; without effect on this backend");
        p.Declare("color_map_path", "", d);
        p.Declare("calibration_algorithm", "MinMax", d);
        p.Declare("calibration_image_list_path", "", d);
        p.Declare("dla_core_id", -1L, d);
        p.Declare("gpu_id", 0L, d);
        p.Declare("quantize_first_layer", false, d);
        p.Declare("quantize_last_layer", false, d);
        p.Declare("profile_per_layer", false, d);
        p.Declare("clip_value", 0.0, d);
        p.Declare("preprocess_on_gpu", false, d);
        p.Declare("is_roi_overlap_segment", false, d);
        p.Declare("is_roi_overlap_segmentation", false, d);
        p.Declare("overlap_roi_score_threshold", 0.3, d);
        p.Declare("is_publish_color_mask", false, d);
        p.Declare("semantic_segmentation_color_map_path", "", d);
        p.Declare("roi_remap_path", "", d);
        p.Declare("roi_to_semantic_segmentation_remap_path", "", d);
        foreach (var label in (string[])["UNKNOWN", "CAR", "TRUCK", "BUS", "MOTORCYCLE", "BICYCLE", "PEDESTRIAN", "ANIMAL", "HAZARD"])
        {
            p.Declare($"roi_overlay_segment_label.{label}", false, d);
            p.Declare($"roi_overlay_segmentation_label.{label}", false, d);
        }
    }

    private static ParameterDescriptor Text(string description) => new() { Description = description, ReadOnly = true };

    private static ParameterDescriptor Real(string description, double from, double to) =>
        new() { Description = description, ReadOnly = true, Minimum = from, Maximum = to };

    private static ParameterDescriptor Integer(string description, long from, long to) =>
        new() { Description = description, ReadOnly = true, Minimum = from, Maximum = to };

    private static ParameterDescriptor Choice(string description, params string[] allowed) =>
        new() { Description = description, ReadOnly = true, Allowed = allowed };
}
