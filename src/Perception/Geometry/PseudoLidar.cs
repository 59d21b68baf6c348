using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perception.Imaging;

namespace Perception.Geometry;

/// <summary>
/// Depth maps to point clouds in the optical frame, for any camera model: a point is its pixel's direction times depth,
/// which for a camera without distortion is depth_image_proc's x = (u - cx) z / fx. Reuses its buffers; not
/// thread-safe.
/// </summary>
public sealed class PseudoLidar
{
    private const uint White = 0xffffff;

    private readonly PseudoLidarOptions _options;
    private readonly CameraModel _camera;
    private readonly RayTable _rays;
    private readonly bool _vectors;
    private readonly float _upX, _upY, _upZ, _cameraHeight;
    private readonly bool[] _isKept = new bool[256];
    private readonly VoxelGrid? _voxels;
    private readonly byte[] _data;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly int[] _kept;

    /// <summary>
    /// For depth maps of the camera's size. Heights are counted from the ground; without one from the camera, upwards
    /// in its picture.
    /// </summary>
    /// <exception cref="CalibrationException">An option is not possible.</exception>
    public PseudoLidar(CameraModel camera, PseudoLidarOptions options, GroundPlane? ground = null)
        : this(camera, options, ground, vectors: true)
    {
    }

    internal PseudoLidar(CameraModel camera, PseudoLidarOptions options, GroundPlane? ground, bool vectors)
    {
        if (options.FindProblem() is { } problem)
        {
            throw new CalibrationException(problem);
        }

        (_camera, _options, _vectors) = (camera, options, vectors);
        _rays = new RayTable(camera);
        (_upX, _upY, _upZ) = ground is null ? (0, -1, 0) : ((float)ground.Up.X, (float)ground.Up.Y, (float)ground.Up.Z);
        _cameraHeight = (float)(ground?.CameraHeightMetres ?? 0);
        Columns = (camera.Width + options.Stride - 1) / options.Stride;
        Rows = (camera.Height + options.Stride - 1) / options.Stride;
        for (var id = 0; id < _isKept.Length; id++)
        {
            _isKept[id] = !options.DroppedClasses.Contains(id) &&
                (options.KeptClasses.Count == 0 || options.KeptClasses.Contains(id));
        }

        _voxels = options.VoxelMetres > 0 ? new VoxelGrid(options.VoxelMetres, Columns * Rows) : null;
        _data = new byte[checked(Columns * Rows * options.Layout.PointStep())];
        (_x, _y, _kept) = (new float[camera.Width], new float[camera.Width], new int[camera.Width]);
    }

    /// <summary>Most points in a row.</summary>
    public int Columns { get; }

    /// <summary>Most rows.</summary>
    public int Rows { get; }

    /// <summary>The cloud of a frame, valid until the next call.</summary>
    /// <exception cref="ImageFormatException">A size or the colour's format does not fit.</exception>
    public PointCloud Build(scoped in DepthFrame frame)
    {
        Check(frame);
        _voxels?.Clear();
        var count = 0;
        for (var v = 0; v < _camera.Height; v += _options.Stride)
        {
            var row = v * _camera.Width;
            var depth = frame.DepthMetres.Slice(row, _camera.Width);
            Locate(depth, row);
            var classes = frame.Classes.IsEmpty ? default
                : frame.Classes.Slice(Other(v, _camera.Height, frame.ClassesHeight) * frame.ClassesWidth,
                    frame.ClassesWidth);
            var confidences = frame.Confidence.IsEmpty ? default : frame.Confidence.Slice(row, _camera.Width);
            for (var u = 0; u < _camera.Width; u += _options.Stride)
            {
                var id = classes.IsEmpty ? (byte)0 : classes[Other(u, _camera.Width, frame.ClassesWidth)];
                var confidence = confidences.IsEmpty ? 1 : confidences[u];
                if (_kept[u] != 0 && _isKept[id] && confidence >= _options.MinimumConfidence)
                {
                    if (_voxels is null || _voxels.Add(_x[u], _y[u], depth[u]))
                    {
                        Write(count++, _x[u], _y[u], depth[u], id, confidence, Colour(frame.Colour, u, v));
                    }
                }
                else if (_options.Organised)
                {
                    Write(count++, float.NaN, float.NaN, float.NaN, 0, 0, 0);
                }
            }
        }

        WriteMeans(count);
        var data = _data.AsSpan(0, count * _options.Layout.PointStep());
        return _options.Organised
            ? new PointCloud(data, Columns, Rows, _options.Layout, isDense: false)
            : new PointCloud(data, count, 1, _options.Layout, isDense: true);
    }

    /// <summary>The pixel of another picture of the same view that holds the centre of this one's.</summary>
    private static int Other(int position, int size, int otherSize) =>
        size == otherSize ? position : (int)((2L * position + 1) * otherSize / (2L * size));

    private void Check(scoped in DepthFrame frame)
    {
        var pixels = _camera.Width * _camera.Height;
        if (frame.DepthMetres.Length != pixels)
        {
            throw new ImageFormatException($"{frame.DepthMetres.Length} values of depth are not " +
                $"{_camera.Width}x{_camera.Height}, as the camera has it");
        }

        if (!frame.Confidence.IsEmpty && frame.Confidence.Length != pixels)
        {
            throw new ImageFormatException($"{frame.Confidence.Length} values of confidence are not " +
                $"{_camera.Width}x{_camera.Height}, as the depth has it");
        }

        if (!frame.Classes.IsEmpty && (long)frame.ClassesWidth * frame.ClassesHeight != frame.Classes.Length)
        {
            throw new ImageFormatException(
                $"{frame.Classes.Length} classes are not {frame.ClassesWidth}x{frame.ClassesHeight}");
        }

        if (frame.Colour is { Format: not (PixelFormat.Rgb8 or PixelFormat.Bgr8 or PixelFormat.Mono8) } colour)
        {
            throw new ImageFormatException($"points cannot take colours from {ImageEncodings.ToRos(colour.Format)}; " +
                "rgb8, bgr8 and mono8 are allowed");
        }
    }

    private void Locate(ReadOnlySpan<float> depth, int row)
    {
        var rayX = _rays.X.AsSpan(row, depth.Length);
        var rayY = _rays.Y.AsSpan(row, depth.Length);
        var u = _vectors ? LocateVectors(depth, rayX, rayY) : 0;
        var (nearest, farthest) = (Square(_options.MinimumRangeMetres), Square(_options.MaximumRangeMetres));
        for (; u < depth.Length; u++)
        {
            var z = depth[u];
            var (x, y) = (rayX[u] * z, rayY[u] * z);
            var square = x * x + y * y + z * z;
            var height = _upX * x + _upY * y + _upZ * z + _cameraHeight;
            (_x[u], _y[u]) = (x, y);
            _kept[u] = z > 0 && square >= nearest && square <= farthest &&
                height >= _options.MinimumHeightMetres && height <= _options.MaximumHeightMetres ? -1 : 0;
        }
    }

    // The same operations in the same order as above, so that the bits are the same.
    private int LocateVectors(ReadOnlySpan<float> depth, ReadOnlySpan<float> rayX, ReadOnlySpan<float> rayY)
    {
        var (nearest, farthest) = (new Vector<float>(Square(_options.MinimumRangeMetres)),
            new Vector<float>(Square(_options.MaximumRangeMetres)));
        var (lowest, highest) = (new Vector<float>(_options.MinimumHeightMetres),
            new Vector<float>(_options.MaximumHeightMetres));
        var (upX, upY, upZ) = (new Vector<float>(_upX), new Vector<float>(_upY), new Vector<float>(_upZ));
        var cameraHeight = new Vector<float>(_cameraHeight);
        var u = 0;
        for (; u + Vector<float>.Count <= depth.Length; u += Vector<float>.Count)
        {
            var z = new Vector<float>(depth[u..]);
            var x = new Vector<float>(rayX[u..]) * z;
            var y = new Vector<float>(rayY[u..]) * z;
            var square = x * x + y * y + z * z;
            var height = upX * x + upY * y + upZ * z + cameraHeight;
            var kept = Vector.GreaterThan(z, Vector<float>.Zero) &
                Vector.GreaterThanOrEqual(square, nearest) & Vector.LessThanOrEqual(square, farthest) &
                Vector.GreaterThanOrEqual(height, lowest) & Vector.LessThanOrEqual(height, highest);
            x.CopyTo(_x, u);
            y.CopyTo(_y, u);
            kept.CopyTo(_kept, u);
        }

        return u;
    }

    private uint Colour(Image? colour, int u, int v)
    {
        if (colour is null || _options.Layout is not (PointLayout.XyzRgb or PointLayout.Full))
        {
            return White;
        }

        var row = colour.Row(Other(v, _camera.Height, colour.Height));
        var x = Other(u, _camera.Width, colour.Width);
        return colour.Format switch
        {
            PixelFormat.Mono8 => row[x] * 0x010101u,
            PixelFormat.Rgb8 => (uint)(row[3 * x] << 16 | row[3 * x + 1] << 8 | row[3 * x + 2]),
            _ => (uint)(row[3 * x + 2] << 16 | row[3 * x + 1] << 8 | row[3 * x]),
        };
    }

    private void Write(int index, float x, float y, float z, byte id, float confidence, uint colour)
    {
        var step = _options.Layout.PointStep();
        ref var point = ref MemoryMarshal.GetReference(_data.AsSpan(index * step, step));
        Put(ref point, 0, x);
        Put(ref point, 4, y);
        Put(ref point, 8, z);
        switch (_options.Layout)
        {
            case PointLayout.XyzRgb:
                Put(ref point, 12, colour);
                break;
            case PointLayout.Xyzi:
                Put(ref point, 12, confidence);
                break;
            case PointLayout.Xyzirc:
                Put(ref point, 12, (byte)(Math.Clamp(confidence, 0, 1) * 255 + 0.5f));
                Put(ref point, 13, (byte)1);
                Put(ref point, 14, (ushort)id);
                break;
            case PointLayout.Full:
                Put(ref point, 12, colour);
                Put(ref point, 16, (uint)id);
                Put(ref point, 20, confidence);
                break;
        }
    }

    private void WriteMeans(int count)
    {
        var step = _options.Layout.PointStep();
        for (var i = 0; _voxels is not null && i < count; i++)
        {
            ref var point = ref _data[i * step];
            var (x, y, z) = _voxels.Mean(i);
            Put(ref point, 0, x);
            Put(ref point, 4, y);
            Put(ref point, 8, z);
        }
    }

    private static float Square(float value) => value * value;

    private static void Put<T>(ref byte point, int offset, T value) where T : unmanaged =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref point, offset), value);
}
