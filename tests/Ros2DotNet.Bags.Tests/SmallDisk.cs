using System.Diagnostics;

namespace Ros2DotNet.Bags.Tests;

/// <summary>A disk in memory that is soon full; the test skips where it cannot be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int megabytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.Path) != 0)
        {
            _folder.Dispose();
            Skip.If(true, "needs the right to mount a tmpfs, which this user has not");
        }
    }

    public string this[string name] => _folder[name];

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
