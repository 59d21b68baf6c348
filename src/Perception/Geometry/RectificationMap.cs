using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Geometry;

/// <summary>
/// For each pixel of one camera's picture the place in another's that shows the same direction, and the kernels that
/// fetch it: rectification, or any other change of lens. Not thread-safe.
/// </summary>
public sealed unsafe class RectificationMap
{
    private const ushort Outside = ushort.MaxValue;

    private readonly SimdLevel _level;
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly ushort[] _left;
    private readonly ushort[] _top;
    private readonly short[] _weightsX;
    private readonly short[] _weightsY;
    private readonly int[] _offsets;
    private (int Stride, int PixelBytes, bool Nearest) _offsetsOf;

    private RectificationMap(CameraModel source, CameraModel target, IReadOnlyList<double> rotation, SimdLevel level)
    {
        _level = level;
        (_sourceWidth, _sourceHeight) = (source.Width, source.Height);
        (Width, Height) = (target.Width, target.Height);
        var pixels = checked(Width * Height);
        (_left, _top) = (new ushort[pixels], new ushort[pixels]);
        (_weightsX, _weightsY) = (new short[pixels], new short[pixels]);
        _offsets = new int[pixels];
        for (var v = 0; v < Height; v++)
        {
            for (var u = 0; u < Width; u++)
            {
                Place(v * Width + u, Find(source, target, rotation, u, v));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>
    /// The map from raw to rectified images (K, D, R and P), as OpenCV's initUndistortRectifyMap defines it.
    /// </summary>
    /// <exception cref="CalibrationException">A value is not possible.</exception>
    public static RectificationMap Of(CameraValues values) => Of(values, SimdLevels.Best);

    internal static RectificationMap Of(CameraValues values, SimdLevel level) =>
        new(CameraModel.OfRaw(values), CameraModel.OfRectified(values), Rotation(values), level);

    /// <summary>
    /// Where in the raw image the direction of a rectified pixel falls; false where the raw camera does not see it.
    /// </summary>
    public static bool TryFindRaw(CameraValues values, CameraModel raw, CameraModel rectified, Pixel pixel,
        out Pixel inRaw)
    {
        var found = Find(raw, rectified, Rotation(values), pixel.U, pixel.V);
        inRaw = found ?? default;
        return found is not null;
    }

    /// <summary>
    /// Bilinear, for <c>mono8</c> and colours of 8 bits; what the source does not show is 0. Allocates nothing.
    /// </summary>
    /// <exception cref="ImageFormatException">Size or format do not fit.</exception>
    public void Remap(Image source, Image target)
    {
        Check(source, target);
        var channels = ImageEncodings.BytesPerPixel(source.Format);
        if (source.Format is not (PixelFormat.Mono8 or PixelFormat.Rgb8 or PixelFormat.Bgr8 or
            PixelFormat.Rgba8 or PixelFormat.Bgra8))
        {
            throw new ImageFormatException($"images of {ImageEncodings.ToRos(source.Format)} are not blended; " +
                "convert them to mono8, bgr8 or rgb8 first");
        }

        PrepareOffsets(source.Stride, channels, nearest: false);
        fixed (int* offsets = _offsets)
        fixed (short* weightsX = _weightsX, weightsY = _weightsY)
        {
            for (var y = 0; y < Height; y++)
            {
                var row = y * Width;
                var job = new RemapRow(source.Data, source.Stride, source.ByteLength, offsets + row,
                    weightsX + row, weightsY + row, target.Data + (long)y * target.Stride, Width);
                RemapKernel.Run(job, channels, _level);
            }
        }
    }

    /// <summary>
    /// The nearest pixel, for class masks and depth; what the source does not show is 0, or NaN in depth of 32 bits.
    /// </summary>
    /// <exception cref="ImageFormatException">Size or format do not fit.</exception>
    public void RemapNearest(Image source, Image target)
    {
        Check(source, target);
        var bytes = ImageEncodings.BytesPerPixel(source.Format);
        if (ImageEncodings.MemoryRows(source.Format, 2) != 2 || source.Format is PixelFormat.Uyvy or PixelFormat.Yuyv)
        {
            throw new ImageFormatException(
                $"images of {ImageEncodings.ToRos(source.Format)} share colour between pixels; " +
                "convert them to bgr8 or rgb8 first");
        }

        PrepareOffsets(source.Stride, bytes, nearest: true);
        Span<byte> nothing = stackalloc byte[4];
        nothing.Clear();
        if (source.Format == PixelFormat.Depth32F)
        {
            (source.IsBigEndian ? (ReadOnlySpan<byte>)[0x7f, 0xc0, 0, 0] : [0, 0, 0xc0, 0x7f]).CopyTo(nothing);
        }

        for (var y = 0; y < Height; y++)
        {
            var to = target.Row(y);
            for (var x = 0; x < Width; x++)
            {
                var offset = _offsets[y * Width + x];
                var from = offset < 0 ? nothing[..bytes] : new ReadOnlySpan<byte>(source.Data + offset, bytes);
                from.CopyTo(to.Slice(x * bytes, bytes));
            }
        }
    }

    private static IReadOnlyList<double> Rotation(CameraValues values) =>
        values.R.Count == 9 && !CameraValues.IsUnset(values.R) ? values.R : [1, 0, 0, 0, 1, 0, 0, 0, 1];

    // R turns raw directions into rectified ones; this is the other way, so its transpose.
    private static Pixel? Find(CameraModel source, CameraModel target, IReadOnlyList<double> r, double u, double v)
    {
        if (!target.TryUnproject(new Pixel(u, v), out var direction))
        {
            return null;
        }

        var turned = new Point3(
            r[0] * direction.X + r[3] * direction.Y + r[6] * direction.Z,
            r[1] * direction.X + r[4] * direction.Y + r[7] * direction.Z,
            r[2] * direction.X + r[5] * direction.Y + r[8] * direction.Z);
        return source.TryProject(turned, out var pixel) ? pixel : null;
    }

    private void Place(int index, Pixel? pixel)
    {
        if (pixel is not { } p ||
            !(p.U >= -0.5 && p.V >= -0.5 && p.U <= _sourceWidth - 0.5 && p.V <= _sourceHeight - 0.5))
        {
            _left[index] = Outside;
            return;
        }

        (_left[index], _weightsX[index]) = Split(p.U, _sourceWidth);
        (_top[index], _weightsY[index]) = Split(p.V, _sourceHeight);
    }

    // The left neighbour is never the last pixel, so that there is a right one; a weight of 32767 / 32768 stands for
    // all of it.
    private static (ushort Near, short Weight) Split(double position, int size)
    {
        position = Math.Clamp(position, 0, size - 1);
        var near = Math.Clamp((int)position, 0, Math.Max(size - 2, 0));
        return ((ushort)near, (short)Math.Min(Math.Round((position - near) * 32768), 32767));
    }

    private void PrepareOffsets(int stride, int pixelBytes, bool nearest)
    {
        if (_offsetsOf == (stride, pixelBytes, nearest))
        {
            return;
        }

        _offsetsOf = (stride, pixelBytes, nearest);
        for (var i = 0; i < _offsets.Length; i++)
        {
            var x = _left[i] + (nearest && _weightsX[i] >= 16384 ? 1 : 0);
            var y = _top[i] + (nearest && _weightsY[i] >= 16384 ? 1 : 0);
            _offsets[i] = _left[i] == Outside ? -1 : y * stride + x * pixelBytes;
        }
    }

    private void Check(Image source, Image target)
    {
        if (source.Width != _sourceWidth || source.Height != _sourceHeight || source.Width < 2 || source.Height < 2)
        {
            throw new ImageFormatException(
                $"the image has {source.Width}x{source.Height} pixels, " +
                $"but the calibration is for {_sourceWidth}x{_sourceHeight}");
        }

        if (target.Width != Width || target.Height != Height || target.Format != source.Format ||
            target.IsBigEndian != source.IsBigEndian)
        {
            throw new ImageFormatException(
                $"the target has {target.Width}x{target.Height} {ImageEncodings.ToRos(target.Format)}; " +
                $"{Width}x{Height} {ImageEncodings.ToRos(source.Format)} are needed");
        }
    }
}
