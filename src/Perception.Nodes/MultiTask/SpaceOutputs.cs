using Perception.Imaging;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.MultiTask;

/// <summary>What stands in the space before the camera: its points and its objects.</summary>
internal sealed class SpaceOutputs(Node node, string prefix) : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly Publisher<PointCloud2> _points = node.CreatePublisher<PointCloud2>($"{prefix}out/points", Qos);
    private readonly Publisher<DetectedObjects> _objects =
        node.CreatePublisher<DetectedObjects>($"{prefix}out/objects3d", Qos);

    private readonly Publisher<Detection3DArray> _detections =
        node.CreatePublisher<Detection3DArray>($"{prefix}out/detections3d", Qos);

    private readonly Publisher<MarkerArray> _markers =
        node.CreatePublisher<MarkerArray>($"{prefix}out/object_markers", Qos);

    private readonly PointCloud2 _pointsMessage = new();
    private readonly DetectedObjects _objectsMessage = new();
    private readonly Detection3DArray _detectionsMessage = new();
    private readonly MarkerArray _markersMessage = new();

    public bool WantPoints => _points.SubscriberCount > 0;

    public bool WantObjects =>
        _objects.SubscriberCount > 0 || _detections.SubscriberCount > 0 || _markers.SubscriberCount > 0;

    public void PublishPoints(in MessageHeader header, MultiTaskJob job, CameraSpace space, Image? image)
    {
        using var converted = image is null or { Format: PixelFormat.Rgb8 or PixelFormat.Bgr8 or PixelFormat.Mono8 }
            ? null : ImageConverter.Convert(image, PixelFormat.Bgr8);
        header.CopyTo(_pointsMessage.Header);
        PointCloudMessages.Fill(_pointsMessage, space.Cloud(job.Result, converted ?? image));
        _points.Publish(_pointsMessage);
    }

    public void PublishObjects(in MessageHeader header, MultiTaskJob job, CameraSpace space)
    {
        var objects = space.Objects(job.Result.Detections, job.Result);
        var (ground, facts) = (space.Ground!, job.Network.Facts);
        if (_objects.SubscriberCount > 0)
        {
            facts.Located.Fill(_objectsMessage, header, objects, ground);
            _objects.Publish(_objectsMessage);
        }

        if (_detections.SubscriberCount > 0)
        {
            facts.Located.Fill(_detectionsMessage, header, objects, ground);
            _detections.Publish(_detectionsMessage);
        }

        if (_markers.SubscriberCount > 0)
        {
            facts.LocatedMarkers.Fill(_markersMessage, header, objects, ground);
            _markers.Publish(_markersMessage);
        }
    }

    public void Dispose()
    {
        _points.Dispose();
        _objects.Dispose();
        _detections.Dispose();
        _markers.Dispose();
    }
}
