using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.MultiTask;

/// <summary>Lane lines, and the same for RViz.</summary>
internal sealed class LaneOutputs(Node node, string prefix) : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly Publisher<LaneLines> _lanes = node.CreatePublisher<LaneLines>($"{prefix}out/lanes", Qos);
    private readonly Publisher<MarkerArray> _markers =
        node.CreatePublisher<MarkerArray>($"{prefix}out/lane_markers", Qos);
    private readonly LaneLines _lanesMessage = new();
    private readonly MarkerArray _markersMessage = new();

    public bool HaveListeners => _lanes.SubscriberCount > 0 || _markers.SubscriberCount > 0;

    public void Publish(in MessageHeader header, MultiTaskJob job, CameraSpace space)
    {
        var curves = space.Lanes(job.Result);
        if (_lanes.SubscriberCount > 0)
        {
            LaneMessages.Fill(_lanesMessage, header, curves, (job.Frame.SourceWidth, job.Frame.SourceHeight),
                space.ScaleOf(job.Result.Lanes), job.Network.Facts.Space.LaneClasses, space.Ground);
            _lanes.Publish(_lanesMessage);
        }

        if (_markers.SubscriberCount > 0 && space is { Camera: not null, Ground: { } ground })
        {
            LaneMessages.Fill(_markersMessage, header, curves, ground);
            _markers.Publish(_markersMessage);
        }
    }

    public void Dispose()
    {
        _lanes.Dispose();
        _markers.Dispose();
    }
}
