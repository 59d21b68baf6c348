using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Perception.Nodes.Yolox;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;

namespace Perception.Cli.Bench;

/// <summary>
/// The messages that a node makes of a frame without a camera's calibration, up to the bytes that DDS would send:
/// objects, class mask, lane lines, depth.
/// </summary>
internal sealed class ResultMessages(ModelManifest manifest)
{
    private readonly ObjectMessages _convert = new(manifest.Classes, autowareCompat: false);
    private readonly string[] _laneTypes =
        [.. manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(map => map.IsLanes)?.Classes ?? []];
    private readonly DetectedObjectsWithFeature _objects = new();
    private readonly LaneLines _lanes = new();
    private readonly PixelMessage _pixels = new();

    // By size: where pictures of several shapes take turns, masks do too.
    private readonly Dictionary<(int Width, int Height), LaneDecoder> _laneDecoders = [];
    private byte[] _buffer = [];

    /// <summary>Writes them one after the other; the bytes of all.</summary>
    public int Write(CameraFrame frame, NetworkResult result, in MessageHeader header, float laneScaleX,
        float laneScaleY)
    {
        var bytes = 0;
        if (result.Tasks.HasFlag(NetworkTasks.Detections))
        {
            _convert.Fill(_objects, frame, result.Detections);
            bytes += Serialize(_objects);
        }

        if (result.Tasks.HasFlag(NetworkTasks.Semantic)) bytes += WriteMap(result.Semantic, PixelFormat.Mono8, header);
        if (result.Tasks.HasFlag(NetworkTasks.Lanes))
        {
            var size = (result.Lanes.Width, result.Lanes.Height);
            if (!_laneDecoders.TryGetValue(size, out var decoder))
            {
                _laneDecoders.Add(size, decoder = CreateLanes(result.Lanes));
            }
            var curves = decoder.Decode(
                new ClassMask(result.Lanes.Values, result.Lanes.Width, result.Lanes.Height),
                result.LaneProbability.Values);
            LaneMessages.Fill(_lanes, header, curves, (frame.SourceWidth, frame.SourceHeight), (laneScaleX, laneScaleY),
                _laneTypes, null);
            bytes += Serialize(_lanes);
        }

        if (result.Tasks.HasFlag(NetworkTasks.Depth)) bytes += WriteMap(result.Depth, PixelFormat.Depth32F, header);
        return bytes;
    }

    private int WriteMap<T>(PixelMap<T> map, PixelFormat format, in MessageHeader header) where T : unmanaged
    {
        using var image = Image.Rent(map.Width, map.Height, format);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(map.Values).CopyTo(image.Bytes);
        (_pixels.Header, _pixels.Pixels) = (header, image);
        return Serialize(_pixels);
    }

    private int Serialize<T>(T message) where T : class, IRosMessage<T>, new()
    {
        var size = T.GetSerializedSize(message);
        if (_buffer.Length < size) _buffer = new byte[size * 2];
        return T.Serialize(message, _buffer);
    }

    private LaneDecoder CreateLanes(PixelMap<byte> map) =>
        new(map.Width, map.Height, LaneOptions.ForMask(_laneTypes, map.Height));
}
