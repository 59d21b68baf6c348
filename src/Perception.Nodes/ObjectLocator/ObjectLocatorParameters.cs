using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Ros2DotNet;

namespace Perception.Nodes.ObjectLocator;

/// <summary>What the locating node can be told.</summary>
[RosParameters]
internal sealed partial record ObjectLocatorParameters
{
    /// <summary>Those that the node shares with others included.</summary>
    public static IReadOnlyList<ParameterDefinition> AllDefinitions =>
        [.. Definitions, .. SynchronizationParameters.Definitions, .. CameraPoseParameters.Definitions];

    [Parameter("message type of ~/in/detections: vision_msgs/Detection2DArray or " +
        "tier4_perception_msgs/DetectedObjectsWithFeature", Allowed = ["detections", "objects"], ReadOnly = true)]
    public string Input { get; init; } = "detections";

    [Parameter("class names, one a line, where detections carry numbers; empty: they carry names", ReadOnly = true)]
    public string LabelPath { get; init; } = "";

    [Parameter("detections of a lower score are left out", Minimum = 0, Maximum = 1, ReadOnly = true)]
    public double ScoreThreshold { get; init; } = 0.3;

    [Parameter("boxes and depth are those of the rectified image (P of camera_info), not of the raw one (K and D)",
        ReadOnly = true)]
    public bool Rectified { get; init; } = true;

    [Parameter("take distances from ~/in/depth; otherwise from ground and size alone", ReadOnly = true)]
    public bool UseDepth { get; init; } = true;

    [Parameter("message type of ~/in/depth; auto: as its publisher says", ReadOnly = true)]
    public DepthTransport DepthTransport { get; init; } = DepthTransport.Auto;

    [Parameter("take distances from where boxes meet the ground", ReadOnly = true)]
    public bool UseGroundContact { get; init; } = true;

    [Parameter("standard deviation of depth as part of it", Minimum = 0.0001, Maximum = 1, ReadOnly = true)]
    public double DepthSigma { get; init; } = 0.05;

    [Parameter("standard deviation of a box's edges", Minimum = 0.01, Maximum = 100, ReadOnly = true)]
    public double BoxSigmaPx { get; init; } = 2;

    [Parameter("standard deviation of the ground's slope and the camera's pitch together",
        Minimum = 0.01, Maximum = 30, ReadOnly = true)]
    public double PitchSigmaDeg { get; init; } = 0.57;

    [Parameter("objects farther away are left out", Minimum = 1, Maximum = 10_000, ReadOnly = true)]
    public double MaxRangeM { get; init; } = 120;

    [Parameter("frame whose x-y plane is the ground", ReadOnly = true)]
    public string GroundFrame { get; init; } = "base_link";

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
    public static ObjectLocatorParameters DeclareAll(NodeParameters parameters)
    {
        var declared = Declare(parameters) with
        {
            Synchronization = SynchronizationParameters.Declare(parameters),
            CameraPose = CameraPoseParameters.Declare(parameters),
        };
        parameters.RejectUnknown();
        return declared;
    }
}
