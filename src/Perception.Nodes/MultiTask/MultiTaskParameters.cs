using Perception.Decoding;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Input;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>What the multi-task node can be told.</summary>
[RosParameters]
public sealed partial record MultiTaskParameters
{
    [Parameter("ONNX file of the network; its manifest says how to feed and read it. Set while the node runs, it " +
        "loads another network; the one before works until that is there")]
    public string ModelPath { get; init; } = "";

    [Parameter("class names of detections, one a line; empty: those of the model's manifest", ReadOnly = true)]
    public string LabelPath { get; init; } = "";

    [Parameter("what computes the network",
        Allowed = ["cpu", "cuda", "tensorrt", "openvino", "qnn", "xnnpack", "webgpu", "hailo", "rknn"],
        ReadOnly = true)]
    public string Provider { get; init; } = "cpu";

    [Parameter("arithmetic asked of the backend; auto: that of the network",
        Allowed = ["auto", "fp32", "fp16", "int8"], ReadOnly = true)]
    public string Precision { get; init; } = "auto";

    [Parameter("TensorRT's calibration table for int8; empty: the network carries its scales", ReadOnly = true)]
    public string CalibrationTable { get; init; } = "";

    [Parameter("where provider or precision cannot be had, go on with the cpu or the network's own; otherwise that " +
        "is an error", ReadOnly = true)]
    public bool AllowFallback { get; init; }

    [Parameter("which GPU computes, where one does", Minimum = 0, Maximum = 63, ReadOnly = true)]
    public int GpuId { get; init; }

    [Parameter("threads that compute the network; 0: one per core", Minimum = 0, Maximum = 256, ReadOnly = true)]
    public int IntraOpThreads { get; init; }

    [Parameter("let compute threads burn CPU between frames for a little less latency", ReadOnly = true)]
    public bool AllowSpinning { get; init; }

    [Parameter("compute only the heads that somebody listens to; the network is cut anew when that changes",
        ReadOnly = true)]
    public bool CutUnusedHeads { get; init; } = true;

    [Parameter("load the model, then exit", ReadOnly = true)]
    public bool BuildOnly { get; init; }

    [Parameter("least objectness times class probability of a detection", Minimum = 0, Maximum = 1)]
    public float ScoreThreshold { get; init; } = 0.35f;

    [Parameter("overlap (IoU) above which the less certain of two boxes is dropped; unless given, what " +
        "the model's manifest recommends, if it does", Minimum = 0, Maximum = 1)]
    public float NmsThreshold { get; init; } = YoloxDecoderOptions.StandardNmsThreshold;

    [Parameter("let boxes of different classes suppress each other")]
    public bool ClassAgnosticNms { get; init; } = true;

    [Parameter("most detections per image", Minimum = 1, Maximum = 10_000, ReadOnly = true)]
    public int MaxDetections { get; init; } = 300;

    [Parameter("cameras that share the network, each with topics ~/NAME/in/... and ~/NAME/out/...; none: one, ~/in/...",
        ReadOnly = true)]
    public string[] CameraNames { get; init; } = [];

    [Parameter("for each camera what computes its network, as cpu or cuda:1; cameras of one device share a network; " +
        "none: that of provider and gpu_id for all", ReadOnly = true)]
    public string[] CameraDevices { get; init; } = [];

    [Parameter("message type of the images; auto: as their publisher says", ReadOnly = true)]
    public ImageTransport ImageTransport { get; init; } = ImageTransport.Auto;

    [Parameter("decode JPEGs at 1/2, 1/4 or 1/8 where the network needs no more pixels and nobody else does")]
    public bool JpegScaledDecoding { get; init; } = true;

    [Parameter("whether images are rectified: P of camera_info counts, not K and D", ReadOnly = true)]
    public bool Rectified { get; init; }

    [Parameter("latest: a newer image replaces one that waits; queue: the oldest of queue_size gives way; block: " +
        "none is dropped, the camera waits", ReadOnly = true)]
    public DeliveryMode Delivery { get; init; } = DeliveryMode.Latest;

    [Parameter("images of a camera that wait, unless delivery is latest", Minimum = 1, Maximum = 1000, ReadOnly = true)]
    public int QueueSize { get; init; } = 10;

    [Parameter("images that waited longer are dropped before they cost anything; 0: none",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double MaxAgeMs { get; init; }

    [Parameter("the same for each camera by itself; none: max_age_ms for all", ReadOnly = true)]
    public double[] CameraMaxAgeMs { get; init; } = [];

    [Parameter(
        "images that go through the network together; more than 1 where the model's first dimension is open or just " +
        "that", Minimum = 1, Maximum = 64, ReadOnly = true)]
    public int BatchSize { get; init; } = 1;

    [Parameter(
        "how long the first image of a batch waits for others; then the batch goes as it is, at the cost of a full one",
        Minimum = 0, Maximum = 10_000, ReadOnly = true)]
    public double BatchWaitMs { get; init; } = 10;

    [Parameter("processors that decode and lay out images; none: all", ReadOnly = true)]
    public long[] DecodeCpus { get; init; } = [];

    [Parameter("processors that compute the network; none: all", ReadOnly = true)]
    public long[] InferCpus { get; init; } = [];

    [Parameter("processors that read the heads and publish; none: all", ReadOnly = true)]
    public long[] PublishCpus { get; init; } = [];

    [Parameter("size of mask, color_mask and depth: native, as the network has it, or camera, as the image",
        ReadOnly = true)]
    public MapSize MapSize { get; init; } = MapSize.Native;

    [Parameter("mono8, or rle: runs of a class and a count as Autoware's consumers read them", ReadOnly = true)]
    public MaskEncoding MaskEncoding { get; init; } = MaskEncoding.Mono8;

    [Parameter("colours of semantic classes, lines of id,name,r,g,b; empty: those of the model's manifest",
        ReadOnly = true)]
    public string ColorMapPath { get; init; } = "";

    [Parameter("metres as floats, or millimetres as 16 bits", Allowed = ["32FC1", "16UC1"], ReadOnly = true)]
    public string DepthEncoding { get; init; } = "32FC1";

    [Parameter(
        "png or rvl: ~/out/depth/compressedDepth as well, of metres below 100; rvl is the faster, png the smaller",
        ReadOnly = true)]
    public DepthCompression DepthCompression { get; init; } = DepthCompression.None;

    [Parameter("what a point has beside its place",
        Allowed = ["xyz", "xyzrgb", "xyzi", "xyzirc", "full"], ReadOnly = true)]
    public string PointsLayout { get; init; } = "xyzrgb";

    [Parameter("every how many-th row and column of the depth becomes points",
        Minimum = 1, Maximum = 64, ReadOnly = true)]
    public int PointsStride { get; init; } = 1;

    [Parameter("side in metres of cubes that keep one point each; 0: all points",
        Minimum = 0, Maximum = 10, ReadOnly = true)]
    public float PointsVoxelM { get; init; }

    [Parameter("nearer points are dropped", Minimum = 0, Maximum = 1000, ReadOnly = true)]
    public float PointsMinRangeM { get; init; }

    [Parameter("farther points are dropped", Minimum = 0, Maximum = 1000, ReadOnly = true)]
    public float PointsMaxRangeM { get; init; } = 100;

    [Parameter("lower points are dropped: above the ground, or above the camera where that is not known",
        Minimum = -1000, Maximum = 1000, ReadOnly = true)]
    public float PointsMinHeightM { get; init; } = -1000;

    [Parameter("higher points are dropped", Minimum = -1000, Maximum = 1000, ReadOnly = true)]
    public float PointsMaxHeightM { get; init; } = 1000;

    [Parameter("semantic classes that become no points", ReadOnly = true)]
    public string[] PointsDroppedClasses { get; init; } = ["sky"];

    [Parameter("keep rows and columns, with NaN where there is no point", ReadOnly = true)]
    public bool PointsOrganised { get; init; }

    [Parameter("camera above the ground; 0: from the transform between ground_frame and the image's frame",
        Minimum = 0, Maximum = 100, ReadOnly = true)]
    public double CameraHeightM { get; init; }

    [Parameter("how far the camera looks down, where camera_height_m is given",
        Minimum = -89, Maximum = 89, ReadOnly = true)]
    public double CameraPitchDeg { get; init; }

    [Parameter("how far the camera leans to the right, where camera_height_m is given", Minimum = -89, Maximum = 89,
        ReadOnly = true)]
    public double CameraRollDeg { get; init; }

    [Parameter("frame whose x-y plane is the ground; empty for none", ReadOnly = true)]
    public string GroundFrame { get; init; } = "base_link";

    [Parameter("deviation of the network's depth as part of it", Minimum = 0.001, Maximum = 1, ReadOnly = true)]
    public double DepthSigma { get; init; } = 0.1;

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000)]
    public double LatencyWarnMs { get; init; }

    [Parameter("part of a second's images dropped above which diagnostics warn; 1: never", Minimum = 0, Maximum = 1)]
    public double DropWarnRatio { get; init; } = 1;

    [Parameter("seconds without an image after which diagnostics say so", Minimum = 0.1, Maximum = 3600)]
    public double StaleAfterS { get; init; } = 2;

    /// <summary>Boxes and probabilities exactly as Autoware's node gives them.</summary>
    internal bool AutowareCompat { get; init; }

    /// <summary>Detections to be written into the mask; null for none.</summary>
    internal MaskOverlay? Overlay { get; init; }

    /// <summary>Heads that the node publishes, as far as the network has them.</summary>
    internal NetworkTasks Heads { get; init; } = NetworkTasks.All;

    /// <summary>Cameras with their names; one without a name where none are given.</summary>
    internal string[] Cameras => CameraNames.Length == 0 ? [""] : CameraNames;

    /// <summary>The layout of points.</summary>
    internal PointLayout Layout => Enum.Parse<PointLayout>(PointsLayout, ignoreCase: true);

    internal DeliveryPolicy PolicyOf(int camera) => new(Delivery, QueueSize,
        TimeSpan.FromMilliseconds(CameraMaxAgeMs.Length > 0 ? CameraMaxAgeMs[camera] : MaxAgeMs));

    /// <summary>Declares every parameter and refuses what cannot be.</summary>
    /// <exception cref="RosParameterException">One sentence.</exception>
    internal static MultiTaskParameters DeclareAll(NodeParameters parameters)
    {
        var declared = Declare(parameters);
        parameters.RejectUnknown();
        return declared.FindProblem() is { } problem ? throw new RosParameterException(problem) : declared;
    }

    private string? FindProblem() =>
        CameraNames.FirstOrDefault(name => !IsTopicWord(name)) is { } wrong
            ? $"the camera name '{wrong}' cannot be part of a topic; letters, digits and underscores are allowed"
        : CameraNames.Distinct().Count() != CameraNames.Length ? "the parameter 'camera_names' names a camera twice"
        : CameraDevices.Length > 0 && CameraDevices.Length != Cameras.Length
            ? $"the parameter 'camera_devices' has {CameraDevices.Length} entries for {Cameras.Length} cameras; one " +
                "for each or none is allowed"
        : CameraMaxAgeMs.Length > 0 &&
            (CameraMaxAgeMs.Length != Cameras.Length || CameraMaxAgeMs.Any(age => !(age >= 0)))
            ? $"the parameter 'camera_max_age_ms' has {CameraMaxAgeMs.Length} entries for {Cameras.Length} cameras; " +
                "one of 0 or more for each or none is allowed"
        : CameraDevices.FirstOrDefault(device => Device.Parse(device) is null) is { } unknown
            ? $"the device '{unknown}' is none; allowed are {Device.Allowed}"
        : ProcessorAffinity.FindProblem("decode_cpus", DecodeCpus)
            ?? ProcessorAffinity.FindProblem("infer_cpus", InferCpus)
            ?? ProcessorAffinity.FindProblem("publish_cpus", PublishCpus)
            ?? CloudOptions().FindProblem();

    /// <summary>How clouds are made, classes left out.</summary>
    internal PseudoLidarOptions CloudOptions() => new()
    {
        Layout = Layout,
        Stride = PointsStride,
        VoxelMetres = PointsVoxelM,
        MinimumRangeMetres = PointsMinRangeM,
        MaximumRangeMetres = PointsMaxRangeM,
        MinimumHeightMetres = PointsMinHeightM,
        MaximumHeightMetres = PointsMaxHeightM,
        Organised = PointsOrganised,
    };

    private static bool IsTopicWord(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
