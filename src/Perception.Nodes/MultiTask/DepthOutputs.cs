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
    private (CameraGeometry? Geometry, int Width) _infoOf;

    public bool HaveListeners => WantPixels || _info.SubscriberCount > 0;

    private bool WantPixels => _depth.HasListeners || _compressed is { HasListeners: true };

    public void Publish(in MessageHeader header, MultiTaskJob job, CameraGeometry geometry, CameraValues? values)
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

        if (_info.SubscriberCount > 0 && values is not null && geometry.Camera is not null)
        {
            if (_infoOf != (geometry, shown.Width))
            {
                _infoOf = (geometry, shown.Width);
                var model = parameters.MapSize == MapSize.Native ? geometry.ModelOf(map) : geometry.Camera;
                CameraInfoMessages.Fill(_infoMessage, ValuesOf(model, geometry.Camera, values));
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

    // Lens and rotation are those of the camera; P follows the picture's size as K does.
    private CameraValues ValuesOf(CameraModel model, CameraModel image, CameraValues values)
    {
        var (scaleX, scaleY) = (model.Fx / image.Fx, model.Fy / image.Fy);
        double[] k = [model.Fx, 0, model.Cx, 0, model.Fy, model.Cy, 0, 0, 1];
        var p = values.P.Count == 12 && !parameters.Rectified && values.P[0] > 0
            ? (double[])
            [
                values.P[0] * scaleX, 0, (values.P[2] - image.Cx) * scaleX + model.Cx, values.P[3] * scaleX,
                0, values.P[5] * scaleY, (values.P[6] - image.Cy) * scaleY + model.Cy, values.P[7] * scaleY, 0, 0, 1, 0,
            ]
            : [k[0], 0, k[2], 0, 0, k[4], k[5], 0, 0, 0, 1, 0];
        return new CameraValues
        {
            Width = model.Width,
            Height = model.Height,
            DistortionModel = parameters.Rectified ? "plumb_bob" : values.DistortionModel,
            D = parameters.Rectified ? new double[5] : values.D,
            K = k,
            R = parameters.Rectified ? [1, 0, 0, 0, 1, 0, 0, 0, 1] : values.R,
            P = p,
        };
    }
}
