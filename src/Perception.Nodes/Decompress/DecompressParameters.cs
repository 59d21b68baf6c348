using Ros2DotNet;

namespace Perception.Nodes.Decompress;

/// <summary>What the decompressing node can be told.</summary>
[RosParameters]
internal sealed partial record DecompressParameters
{
    [Parameter("encoding of the raw image; default: that of the image before it was compressed",
        Allowed = ["default", "rgb8", "bgr8", "mono8"], ReadOnly = true)]
    public string Encoding { get; init; } = "default";

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double LatencyWarnMs { get; init; }

    [Parameter(
        "seconds without an image after which diagnostics say so", Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;
}
