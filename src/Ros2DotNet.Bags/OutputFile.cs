using Microsoft.Win32.SafeHandles;

namespace Ros2DotNet.Bags;

/// <summary>A file that is written from front to back; what a failed write left behind can be cut off.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <exception cref="BagException">It is there already, or cannot be made.</exception>
    public OutputFile(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BagException($"{path} cannot be made: {e.Message}", e);
        }
    }

    public string Path { get; }

    /// <summary>Bytes written, and where the next go.</summary>
    public long Position { get; private set; }

    /// <exception cref="BagException">The disk is full or failed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, Position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error($"cannot be written at byte {Position}", e);
        }

        Position += bytes.Length;
    }

    /// <summary>Puts what was written onto the disk itself.</summary>
    /// <exception cref="BagException">The disk is full or failed.</exception>
    public void Sync()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be brought onto the disk", e);
        }
    }

    /// <summary>Cuts everything from <paramref name="length"/> on, where the next bytes go in any case.</summary>
    /// <exception cref="BagException">The disk failed.</exception>
    public void Truncate(long length)
    {
        Position = length;
        try
        {
            RandomAccess.SetLength(_handle, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error($"cannot be cut at byte {length}", e);
        }
    }

    public void Dispose() => _handle.Dispose();

    private BagException Error(string problem, Exception e) => new($"{Path} {problem}: {e.Message}", e);
}
