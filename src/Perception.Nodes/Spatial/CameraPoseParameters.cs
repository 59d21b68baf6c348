using Ros2DotNet;

namespace Perception.Nodes.Spatial;

/// <summary>How a camera is mounted: parameters of every node with one task that asks where the ground is.</summary>
[RosParameters]
internal sealed partial record CameraPoseParameters
{
    [Parameter("height of the camera above the ground; 0: ground_frame tells it",
        Minimum = 0, Maximum = 1000, ReadOnly = true)]
    public double CameraHeightM { get; init; }

    [Parameter("how far the camera looks down", Minimum = -90, Maximum = 90, ReadOnly = true)]
    public double CameraPitchDeg { get; init; }

    [Parameter("how far the camera leans to the right", Minimum = -180, Maximum = 180, ReadOnly = true)]
    public double CameraRollDeg { get; init; }

    /// <param name="node">Listens to transforms where they are needed.</param>
    /// <param name="groundFrame">Whose x-y plane is the ground where the height is 0; empty for no ground.</param>
    public GroundSource CreateGround(Node node, string groundFrame) =>
        new(node, CameraHeightM, CameraPitchDeg, CameraRollDeg, groundFrame);
}
