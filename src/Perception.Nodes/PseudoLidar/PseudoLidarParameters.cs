using Perception.Geometry;
using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Ros2DotNet;

namespace Perception.Nodes.PseudoLidar;

/// <summary>What the pseudo-LiDAR node can be told.</summary>
[RosParameters]
internal sealed partial record PseudoLidarParameters
{
    /// <summary>Those that the node shares with others included.</summary>
    public static IReadOnlyList<ParameterDefinition> AllDefinitions =>
        [.. Definitions, .. SynchronizationParameters.Definitions, .. CameraPoseParameters.Definitions];

    [Parameter("fields of a point; full: xyz, rgb, label, confidence",
        Allowed = ["xyz", "xyzrgb", "xyzi", "xyzirc", "full"], ReadOnly = true)]
    public string Layout { get; init; } = "xyzrgb";

    [Parameter("every how many-th row and column becomes points", Minimum = 1, Maximum = 64, ReadOnly = true)]
    public int Stride { get; init; } = 1;

    [Parameter("side of cubes that keep one point each, their mean; 0: all points stay",
        Minimum = 0, Maximum = 10, ReadOnly = true)]
    public double VoxelM { get; init; }

    [Parameter("least distance of a point from the camera", Minimum = 0, Maximum = 10_000, ReadOnly = true)]
    public double MinRangeM { get; init; }

    [Parameter("greatest distance of a point from the camera", Minimum = 0.001, Maximum = 10_000, ReadOnly = true)]
    public double MaxRangeM { get; init; } = 100;

    [Parameter("least height above the ground, or above the camera where the ground is not known",
        Minimum = -10_000, Maximum = 10_000, ReadOnly = true)]
    public double MinHeightM { get; init; } = -1000;

    [Parameter("greatest height above the ground, or above the camera where the ground is not known",
        Minimum = -10_000, Maximum = 10_000, ReadOnly = true)]
    public double MaxHeightM { get; init; } = 1000;

    [Parameter("points of lower confidence are dropped", Minimum = 0, Maximum = 1, ReadOnly = true)]
    public double MinConfidence { get; init; }

    [Parameter("classes of the mask that become no points, e.g. the sky; -1 stands for none", ReadOnly = true)]
    public long[] DroppedClasses { get; init; } = [-1];

    [Parameter("the only classes of the mask that become points; -1 stands for all", ReadOnly = true)]
    public long[] KeptClasses { get; init; } = [-1];

    [Parameter("keep rows and columns of the depth image, with NaN where there is no point", ReadOnly = true)]
    public bool Organised { get; init; }

    [Parameter("the depth is that of the rectified image (P of camera_info), not of the raw one (K and D)",
        ReadOnly = true)]
    public bool Rectified { get; init; } = true;

    [Parameter("message type of ~/in/depth; auto: as its publisher says", ReadOnly = true)]
    public DepthTransport DepthTransport { get; init; } = DepthTransport.Auto;

    [Parameter("take the colours of ~/in/image", ReadOnly = true)]
    public bool UseImage { get; init; }

    [Parameter("take the classes of ~/in/mask", ReadOnly = true)]
    public bool UseMask { get; init; }

    [Parameter("the mask's data are Autoware's run lengths", ReadOnly = true)]
    public bool MaskRle { get; init; }

    [Parameter("take the confidence of ~/in/confidence", ReadOnly = true)]
    public bool UseConfidence { get; init; }

    [Parameter("frame whose x-y plane is the ground, e.g. base_link; empty: heights are counted from the camera",
        ReadOnly = true)]
    public string GroundFrame { get; init; } = "";

    /// <summary>How its inputs are brought together.</summary>
    public SynchronizationParameters Synchronization { get; private init; } = new();

    /// <summary>How its camera is mounted.</summary>
    public CameraPoseParameters CameraPose { get; private init; } = new();

    [Parameter("95th percentile of the latency from stamp to output above which diagnostics warn; 0: never",
        Minimum = 0, Maximum = 60_000, ReadOnly = true)]
    public double LatencyWarnMs { get; init; }

    [Parameter("seconds without a message on an input after which diagnostics say so",
        Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;

    /// <summary>Declares every parameter of the node and refuses others.</summary>
    /// <exception cref="RosParameterException">A parameter is unknown or out of range.</exception>
    public static PseudoLidarParameters DeclareAll(NodeParameters parameters)
    {
        var declared = Declare(parameters) with
        {
            Synchronization = SynchronizationParameters.Declare(parameters),
            CameraPose = CameraPoseParameters.Declare(parameters),
        };
        parameters.RejectUnknown();
        return declared;
    }

    /// <exception cref="CalibrationException">Values do not go together.</exception>
    public PseudoLidarOptions ToOptions()
    {
        var options = new PseudoLidarOptions
        {
            Layout = Enum.Parse<PointLayout>(Layout, ignoreCase: true),
            Stride = Stride,
            VoxelMetres = (float)VoxelM,
            MinimumRangeMetres = (float)MinRangeM,
            MaximumRangeMetres = (float)MaxRangeM,
            MinimumHeightMetres = (float)MinHeightM,
            MaximumHeightMetres = (float)MaxHeightM,
            MinimumConfidence = (float)MinConfidence,
            DroppedClasses = Classes(DroppedClasses),
            KeptClasses = Classes(KeptClasses),
            Organised = Organised,
        };
        return options.FindProblem() is { } problem ? throw new CalibrationException(problem) : options;
    }

    // An array of a parameter file cannot be empty, so -1 stands for it.
    private static int[] Classes(long[] ids) =>
        [.. ids.Where(id => id != -1).Select(id => (int)Math.Clamp(id, int.MinValue, int.MaxValue))];
}
