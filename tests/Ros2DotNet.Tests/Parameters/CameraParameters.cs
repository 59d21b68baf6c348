namespace Ros2DotNet.Tests.Parameters;

public enum CameraMode
{
    Reliable,
    BestEffort,
}

[RosParameters]
public sealed partial record CameraParameters
{
    [Parameter("Least score.", Minimum = 0, Maximum = 1)]
    public float Threshold { get; init; } = 0.35f;

    [Parameter("Gain.")]
    public double Gain { get; init; } = 1;

    [Parameter("Threads.", Minimum = 1, ReadOnly = true)]
    public int Threads { get; init; } = 8;

    [Parameter("How to send.")]
    public CameraMode Mode { get; init; }

    [Parameter("Frame.", Name = "frame_id")]
    public string FrameId { get; init; } = "front";

    [Parameter("Labels.")]
    public string[] Labels { get; init; } = [];

    /// <summary>No parameter.</summary>
    public int Derived => Threads * 2;
}
