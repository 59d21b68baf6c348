using Microsoft.Win32.SafeHandles;

namespace Ros2DotNet.Bags;

/// <summary>
/// A file that is read at offsets; its length is taken once, so that a file still being written stays consistent.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <exception cref="BagException">It cannot be opened.</exception>
    public InputFile(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BagException($"{path} cannot be read: {e.Message}", e);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Reads as much as there is of what is asked for.</summary>
    /// <exception cref="BagFormatException">The disk failed.</exception>
    public int Read(long offset, Span<byte> destination)
    {
        var total = 0;
        try
        {
            for (int read; total < destination.Length; total += read)
            {
                read = RandomAccess.Read(_handle, destination[total..], offset + total);
                if (read == 0)
                {
                    break;
                }
            }
        }
        catch (IOException e)
        {
            // As damage of this place: readers that go on around damage do so here too.
            throw new BagFormatException(Path, offset + total, "bytes", $"they cannot be read: {e.Message}");
        }

        return total;
    }

    public void Dispose() => _handle.Dispose();
}
