using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Rectify;

/// <summary>What the rectifying node can be told.</summary>
[RosParameters]
internal sealed partial record RectifyParameters
{
    [Parameter("message type of ~/in/image; auto: as its publisher says", ReadOnly = true)]
    public ImageTransport ImageTransport { get; init; } = ImageTransport.Auto;

    [Parameter("how pixels are fetched; depth and 16-bit images always come from the nearest",
        Allowed = ["linear", "nearest"], ReadOnly = true)]
    public string Interpolation { get; init; } = "linear";

    [Parameter("JPEG quality of ~/out/image/compressed; 0: no such topic", Minimum = 0, Maximum = 100, ReadOnly = true)]
    public int JpegQuality { get; init; } = 90;

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double LatencyWarnMs { get; init; }

    [Parameter("seconds without a message on an input after which diagnostics say so",
        Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;
}
