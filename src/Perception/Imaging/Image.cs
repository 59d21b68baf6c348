namespace Perception.Imaging;

/// <summary>
/// An image in native memory, reference counted: rented from a pool, or wrapped around memory of somebody else (a
/// received message, an OpenCV matrix) without a copy. Objects are pooled too: after its last <see cref="Dispose"/> an
/// image is not to be touched.
/// </summary>
public sealed unsafe class Image : IDisposable
{
    /// <summary>
    /// Pixels of the largest image there can be: more than any camera has, and few enough to count their bytes.
    /// </summary>
    public const int MaximumPixels = 1 << 28;

    // Not a Lock: that allocates a wait event when it is first contended.
    private static readonly object Gate = new();
    private static readonly Stack<Image> Free = new(32);
    private static long _outstanding;

    private IDisposable? _owner;
    private int _references;
    private bool _pooled;

    private Image()
    {
    }

    /// <summary>Images whose last reference has not been given back.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; private set; }

    public PixelFormat Format { get; private set; }

    /// <summary>
    /// Whether values of two or four bytes have their high byte first; false where a value is one byte.
    /// </summary>
    public bool IsBigEndian { get; private set; }

    /// <summary>The first byte of the first row.</summary>
    public byte* Data { get; private set; }

    /// <summary>Bytes from <see cref="Data"/> on that belong to the image.</summary>
    public int ByteLength { get; private set; }

    /// <summary>All bytes.</summary>
    public Span<byte> Bytes => new(Data, ByteLength);

    /// <summary>An image from the pool with undefined content and no padding between rows.</summary>
    /// <exception cref="ImageFormatException">It has more than <see cref="MaximumPixels"/>.</exception>
    public static Image Rent(int width, int height, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if ((long)width * height > MaximumPixels)
        {
            throw new ImageFormatException(
                $"an image of {width}x{height} pixels is too large; {MaximumPixels} pixels are the most");
        }

        var stride = width * ImageEncodings.BytesPerPixel(format);
        var bytes = stride * ImageEncodings.MemoryRows(format, height);
        var memory = ImageMemoryPool.Rent(bytes);
        var image = Take();
        image.Set(memory, bytes, width, height, stride, format, bigEndian: false, null);
        image._pooled = true;
        return image;
    }

    /// <summary>
    /// An image over memory of somebody else; <paramref name="owner"/> is disposed with the last reference, and also
    /// when the description is refused.
    /// </summary>
    /// <exception cref="ImageFormatException">The memory is too short for what is described.</exception>
    public static Image Wrap(
        nint data, int byteLength, int width, int height, int stride, PixelFormat format, bool bigEndian,
            IDisposable? owner)
    {
        try
        {
            Check(byteLength, width, height, stride, format);
        }
        catch
        {
            owner?.Dispose();
            throw;
        }

        var image = Take();
        image.Set(data, byteLength, width, height, stride, format,
            bigEndian && ImageEncodings.HasWideValues(format), owner);
        return image;
    }

    /// <summary>The bytes of row <paramref name="y"/> that hold pixels.</summary>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)ImageEncodings.MemoryRows(Format, Height));
        return new Span<byte>(Data + (long)y * Stride, Width * ImageEncodings.BytesPerPixel(Format));
    }

    /// <summary>One more holder; each holder disposes.</summary>
    public Image AddReference()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) != 0)
        {
            return;
        }

        if (_pooled)
        {
            ImageMemoryPool.Return((nint)Data, ByteLength);
        }

        var owner = _owner;
        _owner = null;
        _pooled = false;
        Data = null;
        Interlocked.Decrement(ref _outstanding);
        lock (Gate)
        {
            Free.Push(this);
        }

        owner?.Dispose();
    }

    private static void Check(int byteLength, int width, int height, int stride, PixelFormat format)
    {
        if (width < 1 || height < 1 || width > 65535 || height > 65535)
        {
            throw new ImageFormatException($"an image of {width}x{height} pixels is not possible; 1 to 65535 are");
        }

        var name = ImageEncodings.ToRos(format);
        var row = width * ImageEncodings.BytesPerPixel(format);
        if (stride < row)
        {
            throw new ImageFormatException(
                $"a step of {stride} bytes is too small for {width} pixels of {name}, which take {row}");
        }

        if (format is PixelFormat.Uyvy or PixelFormat.Yuyv or PixelFormat.Nv12 or PixelFormat.Nv21 && width % 2 != 0)
        {
            throw new ImageFormatException($"an image of {name} has an even width, not {width}");
        }

        // The last row may end with its last pixel; in NV24 the last two rows are one of chroma.
        var needed = (long)stride * (ImageEncodings.MemoryRows(format, height) - 1) + row;
        if (byteLength < needed)
        {
            throw new ImageFormatException(
                $"{byteLength} bytes of data are too few for {width}x{height} {name} with a step of {stride}, which " +
                $"take {needed}");
        }
    }

    private static Image Take()
    {
        Interlocked.Increment(ref _outstanding);
        lock (Gate)
        {
            return Free.TryPop(out var image) ? image : new Image();
        }
    }

    private void Set(nint data, int byteLength, int width, int height, int stride, PixelFormat format, bool bigEndian,
        IDisposable? owner)
    {
        Data = (byte*)data;
        ByteLength = byteLength;
        Width = width;
        Height = height;
        Stride = stride;
        Format = format;
        IsBigEndian = bigEndian;
        _owner = owner;
        _references = 1;
    }
}
