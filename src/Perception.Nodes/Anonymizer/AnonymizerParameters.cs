using Perception.Anonymizing;
using Perception.Inference;
using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Anonymizer;

/// <summary>What the anonymizing node can be told.</summary>
[RosParameters]
internal sealed partial record AnonymizerParameters
{
    [Parameter("ONNX file of the network that finds people and vehicles", ReadOnly = true)]
    public string ModelPath { get; init; } = "";

    [Parameter("ONNX file of a network that finds heads and plates inside of these; empty: the whole zone is hidden " +
        "in which they can be", ReadOnly = true)]
    public string SecondModelPath { get; init; } = "";

    [Parameter("least score of a person or vehicle", Minimum = 0.01, Maximum = 1, ReadOnly = true)]
    public double ScoreThreshold { get; init; } = 0.25;

    [Parameter("least score of a head or plate", Minimum = 0.01, Maximum = 1, ReadOnly = true)]
    public double PartThreshold { get; init; } = 0.2;

    [Parameter("how parts are hidden", ReadOnly = true)]
    public ObscureMethod Method { get; init; } = ObscureMethod.Pixelate;

    [Parameter("frames that a part stays hidden after it was last found", Minimum = 0, Maximum = 1000, ReadOnly = true)]
    public int HoldFrames { get; init; } = 5;

    [Parameter("by how much parts grow on each side, as part of their longer side",
        Minimum = 0, Maximum = 1, ReadOnly = true)]
    public double Margin { get; init; } = 0.1;

    [Parameter("what computes the networks",
        Allowed = ["cpu", "cuda", "tensorrt", "openvino", "qnn", "xnnpack", "webgpu", "hailo", "rknn"],
        ReadOnly = true)]
    public string Provider { get; init; } = "cpu";

    [Parameter("where provider or precision cannot be had, go on with the cpu or the network's own; otherwise that " +
        "is an error", ReadOnly = true)]
    public bool AllowFallback { get; init; }

    [Parameter("which GPU computes, where one does", Minimum = 0, Maximum = 63, ReadOnly = true)]
    public int GpuId { get; init; }

    [Parameter("threads that compute a network; 0: one per core", Minimum = 0, Maximum = 256, ReadOnly = true)]
    public int IntraOpThreads { get; init; }

    [Parameter("message type of ~/in/image; auto: as its publisher says", ReadOnly = true)]
    public ImageTransport ImageTransport { get; init; } = ImageTransport.Auto;

    [Parameter("JPEG quality of ~/out/image/compressed; 0: no such topic", Minimum = 0, Maximum = 100, ReadOnly = true)]
    public int JpegQuality { get; init; } = 90;

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double LatencyWarnMs { get; init; }

    [Parameter(
        "seconds without an image after which diagnostics say so", Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;

    public AnonymizerOptions ToOptions() => new()
    {
        ScoreThreshold = (float)ScoreThreshold,
        PartThreshold = (float)PartThreshold,
        Method = Method,
        HoldFrames = HoldFrames,
        Margin = (float)Margin,
    };

    public InferenceOptions ToInferenceOptions() => new()
    {
        Provider = Enum.Parse<ExecutionProvider>(Provider, ignoreCase: true),
        DeviceId = GpuId,
        AllowFallback = AllowFallback,
        IntraOpThreads = IntraOpThreads,
    };
}
