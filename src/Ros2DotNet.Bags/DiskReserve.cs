namespace Ros2DotNet.Bags;

/// <summary>
/// Room on the disk that is given back when the disk is full, so that a bag can still be closed whole. The file has no
/// name: the system frees it whatever becomes of the process.
/// </summary>
internal sealed class DiskReserve : IDisposable
{
    private FileStream? _file;

    public DiskReserve(string folder, int bytes)
    {
        var path = Path.Combine(folder, ".reserve");
        try
        {
            _file = new FileStream(path, FileMode.Create);
            File.Delete(path);
            _file.Write(new byte[bytes]);
            _file.Flush();
        }
        catch (IOException)
        {
            // A disk that is full already says so with the first message.
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
