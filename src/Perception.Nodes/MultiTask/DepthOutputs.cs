using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Calibration;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.MultiTask;

/// <summary>Depth in metres or millimetres (REP 118), and the camera whose picture it is.</summary>
internal sealed class DepthOutputs(Node node, string prefix, MultiTaskParameters parameters) : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly bool _inMetres = parameters.DepthEncoding == "32FC1";
    private readonly ImageOutput _depth = new(node, $"{prefix}out/depth");
    private readonly CompressedDepthOutput? _compressed = parameters.DepthCompression == DepthCompression.None ? null
        : new CompressedDepthOutput(node, $"{prefix}out/depth", parameters.DepthCompression);
    private readonly Publisher<CameraInfo> _info = node.CreatePublisher<CameraInfo>($"{prefix}out/camera_info", Qos);
    private readonly CameraInfo _infoMessage = new();
    private readonly MapScaler<float> _scaler = new();
    private (CameraSpace? Space, int Width) _infoOf;

    public bool HaveListeners => WantPixels || _info.SubscriberCount > 0;

    private bool WantPixels => _depth.HasListeners || _compressed is { HasListeners: true };

    public void Publish(in MessageHeader header, MultiTaskJob job, CameraSpace space, CameraValues? values)
    {
        var map = job.Result.Depth;
        var shown = parameters.MapSize == MapSize.Native ? map
            : _scaler.Scale(map, job.Frame.SourceWidth, job.Frame.SourceHeight);
        if (WantPixels)
        {
            using var pixels = Image.Rent(shown.Width, shown.Height,
                _inMetres ? PixelFormat.Depth32F : PixelFormat.Depth16U);
            if (_inMetres)
            {
                shown.Values.CopyTo(MemoryMarshal.Cast<byte, float>(pixels.Bytes));
            }
            else
            {
                DepthDecoder.ToMillimetres(shown.Values, MemoryMarshal.Cast<byte, ushort>(pixels.Bytes));
            }

            _depth.Publish(header, pixels);
            _compressed?.Publish(header, pixels);
        }

        if (_info.SubscriberCount > 0 && values is not null && space.Camera is not null)
        {
            if (_infoOf != (space, shown.Width))
            {
                _infoOf = (space, shown.Width);
                var model = parameters.MapSize == MapSize.Native ? space.ModelOf(map) : space.Camera;
                CameraInfoMessages.Fill(_infoMessage,
                    CameraInfoMessages.Scaled(values, parameters.Rectified, space.Camera, model));
            }

            header.CopyTo(_infoMessage.Header);
            _info.Publish(_infoMessage);
        }
    }

    public void Dispose()
    {
        _depth.Dispose();
        _compressed?.Dispose();
        _info.Dispose();
    }
}
