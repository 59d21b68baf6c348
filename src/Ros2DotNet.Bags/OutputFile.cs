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
            throw new BagException($"{Path} cannot be written at byte {Position}: {e.Message}", e);
        }

        Position += bytes.Length;
    }

    /// <summary>Puts what was written onto the disk itself.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Cuts everything from <paramref name="length"/> on.</summary>
    public void Truncate(long length)
    {
        RandomAccess.SetLength(_handle, length);
        Position = length;
    }

    public void Dispose() => _handle.Dispose();
}
