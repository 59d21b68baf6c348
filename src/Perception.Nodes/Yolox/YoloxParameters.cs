using Perception.Decoding;
using Perception.Nodes.Input;
using Perception.Nodes.MultiTask;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>What the YOLOX node can be told. The first block has the names and defaults of Autoware's
/// <c>tensorrt_yolox</c>, so that its parameter files work as they are; the second is ours.</summary>
[RosParameters]
public sealed partial record YoloxParameters
{
    [Parameter("ONNX file of the network; a model.yaml beside it says how to feed and read it", ReadOnly = true)]
    public string ModelPath { get; init; } = "";

    [Parameter("class names, one a line; empty: those of the model's manifest", ReadOnly = true)]
    public string LabelPath { get; init; } = "";

    [Parameter("least objectness times class probability of a detection", Minimum = 0, Maximum = 1)]
    public float ScoreThreshold { get; init; } = 0.35f;

    [Parameter("overlap (IoU) above which the less certain of two boxes is dropped; unless given, what " +
        "the model's manifest recommends, if it does", Minimum = 0, Maximum = 1)]
    public float NmsThreshold { get; init; } = YoloxDecoderOptions.StandardNmsThreshold;

    [Parameter("arithmetic asked of the backend; auto: that of the network",
        Allowed = ["auto", "fp32", "fp16", "int8"], ReadOnly = true)]
    public string Precision { get; init; } = "auto";

    [Parameter("deep-learning accelerator that TensorRT is to use; -1: the GPU",
        Minimum = -1, Maximum = 7, ReadOnly = true)]
    public int DlaCoreId { get; init; } = -1;

    [Parameter("which GPU computes, where one does", Minimum = 0, Maximum = 63, ReadOnly = true)]
    public int GpuId { get; init; }

    [Parameter("load the model, then exit", ReadOnly = true)]
    public bool BuildOnly { get; init; }

    [Parameter("what computes the network",
        Allowed = ["cpu", "cuda", "tensorrt", "openvino", "qnn", "xnnpack", "webgpu", "hailo", "rknn"],
        ReadOnly = true)]
    public string Provider { get; init; } = "cpu";

    [Parameter("where provider or precision cannot be had, go on with the cpu or the network's own; otherwise that " +
        "is an error", ReadOnly = true)]
    public bool AllowFallback { get; init; }

    [Parameter("TensorRT's calibration table for int8; empty: the network carries its scales", ReadOnly = true)]
    public string CalibrationTable { get; init; } = "";

    [Parameter(
        "class probability always 1.0 and boxes truncated to whole pixels, as tensorrt_yolox does", ReadOnly = true)]
    public bool AutowareCompat { get; init; }

    [Parameter("let boxes of different classes suppress each other")]
    public bool ClassAgnosticNms { get; init; } = true;

    [Parameter("most detections published per image", Minimum = 1, Maximum = 10_000, ReadOnly = true)]
    public int MaxDetections { get; init; } = 300;

    [Parameter("threads that compute the network; 0: one per core", Minimum = 0, Maximum = 256, ReadOnly = true)]
    public int IntraOpThreads { get; init; }

    [Parameter("let compute threads burn CPU between frames for a little less latency", ReadOnly = true)]
    public bool AllowSpinning { get; init; }

    [Parameter("message type of ~/in/image; auto: as its publisher says", ReadOnly = true)]
    public ImageTransport ImageTransport { get; init; } = ImageTransport.Auto;

    [Parameter("decode JPEGs at 1/2, 1/4 or 1/8 where the network needs no more pixels and nobody else does",
        ReadOnly = true)]
    public bool JpegScaledDecoding { get; init; } = true;

    [Parameter("bytes of ~/out/mask: rle, runs of a class and a count as Autoware has it, or mono8, a class for each " +
        "pixel", ReadOnly = true)]
    public MaskEncoding MaskEncoding { get; init; } = MaskEncoding.Rle;

    [Parameter("colours of semantic classes, lines of id,name,r,g,b; empty: those of the model's manifest",
        ReadOnly = true)]
    public string ColorMapPath { get; init; } = "";

    [Parameter("the same by the name of newer releases of Autoware", ReadOnly = true)]
    public string SemanticSegmentationColorMapPath { get; init; } = "";

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double LatencyWarnMs { get; init; }

    [Parameter(
        "seconds without an image after which diagnostics say so", Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;

    /// <summary>Every parameter of the node, those without effect included.</summary>
    public static IEnumerable<ParameterDefinition> AllDefinitions =>
        [.. Definitions, .. OverlayParameters.Definitions, .. WithoutEffect()];

    /// <summary>Declares every parameter of the node and refuses those nobody knows.</summary>
    /// <exception cref="RosParameterException">A value is out of range or of the wrong type, or a name is
    /// unknown.</exception>
    public static YoloxParameters DeclareAll(NodeParameters parameters)
    {
        var declared = Declare(parameters);
        foreach (var definition in OverlayParameters.Definitions.Concat(WithoutEffect()))
        {
            parameters.Declare(definition);
        }

        parameters.RejectUnknown();
        return declared;
    }

    /// <summary>The same for the network behind the node. Where its loading is an engine's building, it is not cut for
    /// those who listen.</summary>
    internal MultiTaskParameters ForNetwork(MaskOverlay? overlay) => new()
    {
        ModelPath = ModelPath,
        LabelPath = LabelPath,
        Provider = Provider,
        GpuId = GpuId,
        Precision = Precision,
        CameraDevices = Provider == "tensorrt" && DlaCoreId >= 0 ? [$"dla:{DlaCoreId}"] : [],
        AllowFallback = AllowFallback,
        CalibrationTable = CalibrationTable,
        IntraOpThreads = IntraOpThreads,
        AllowSpinning = AllowSpinning,
        CutUnusedHeads = Provider == "cpu",
        BuildOnly = BuildOnly,
        ScoreThreshold = ScoreThreshold,
        NmsThreshold = NmsThreshold,
        ClassAgnosticNms = ClassAgnosticNms,
        MaxDetections = MaxDetections,
        ImageTransport = ImageTransport,
        JpegScaledDecoding = JpegScaledDecoding,
        MaskEncoding = MaskEncoding,
        ColorMapPath = ColorMapPath.Length > 0 ? ColorMapPath : SemanticSegmentationColorMapPath,
        GroundFrame = "",
        LatencyWarnMs = LatencyWarnMs,
        StaleAfterS = StaleAfterS,
        AutowareCompat = AutowareCompat,
        Overlay = overlay,
        Heads = NetworkTasks.Detections | NetworkTasks.Semantic,
    };

    // Autoware's parameters that steer TensorRT: a parameter file that has them must load.
    private static IEnumerable<ParameterDefinition> WithoutEffect()
    {
        var descriptor = new ParameterDescriptor
        {
            Description = "accepted for Autoware's parameter files; without effect on this backend",
            ReadOnly = true,
        };
        (string Name, object Default)[] parameters =
        [
            ("calibration_algorithm", "MinMax"), ("calibration_image_list_path", ""), ("quantize_first_layer", false),
            ("quantize_last_layer", false), ("profile_per_layer", false), ("clip_value", 0.0),
            ("preprocess_on_gpu", false), ("is_publish_color_mask", false), ("roi_remap_path", ""),
        ];
        return parameters.Select(item => new ParameterDefinition(item.Name, item.Default, descriptor));
    }
}
