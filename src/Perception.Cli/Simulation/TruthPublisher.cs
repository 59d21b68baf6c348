using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Ros2DotNet;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Cli.Simulation;

/// <summary>Publishes what is true of a camera's pictures, on the topics that <c>sim bag</c> writes.</summary>
internal sealed class TruthPublisher(Node node, CameraMount mount) : IDisposable
{
    private readonly Publisher<Detection2DArray> _boxes =
        node.CreatePublisher<Detection2DArray>($"/{mount.Name}/truth/detections", QosProfile.Default);
    private readonly Publisher<Detection3DArray> _objects =
        node.CreatePublisher<Detection3DArray>($"/{mount.Name}/truth/objects", QosProfile.Default);
    private readonly Publisher<Image> _semantic =
        node.CreatePublisher<Image>($"/{mount.Name}/truth/semantic", QosProfile.Default);
    private readonly Publisher<Image> _depth =
        node.CreatePublisher<Image>($"/{mount.Name}/truth/depth", QosProfile.Default);
    private readonly Publisher<LaneLines> _lanes =
        node.CreatePublisher<LaneLines>($"/{mount.Name}/truth/lanes", QosProfile.Default);

    public void Publish(FrameBuffers frame, FrameTruth truth, RosTime stamp)
    {
        _boxes.Publish(TruthMessages.Boxes(truth, mount.OpticalFrame, stamp));
        _objects.Publish(TruthMessages.Objects(truth, mount.OpticalFrame, stamp));
        _semantic.Publish(TruthMessages.Semantic(frame, mount.OpticalFrame, stamp));
        _depth.Publish(TruthMessages.Depth(frame, mount.OpticalFrame, stamp));
        _lanes.Publish(TruthMessages.Lanes(truth, frame, mount.OpticalFrame, stamp));
    }

    public void Dispose()
    {
        _boxes.Dispose();
        _objects.Dispose();
        _semantic.Dispose();
        _depth.Dispose();
        _lanes.Dispose();
    }
}
