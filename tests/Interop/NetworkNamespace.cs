using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Interop;

/// <summary>A network of its own on this machine, as <c>ip netns</c> makes it.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    public NetworkNamespace(string name)
    {
        Skip.IfNot(Environment.UserName == "root", "needs root to make network namespaces");
        Skip.IfNot(TryIp("netns", "add", name), "needs iproute2 and the right to make network namespaces");
        Name = name;
        Ip("link", "set", "lo", "up");
    }

    public string Name { get; }

    public void Dispose() => TryIp("netns", "del", Name);

    /// <summary>Runs <c>ip</c> inside.</summary>
    public void Ip(params string[] arguments) =>
        Assert.True(TryIp(["-n", Name, .. arguments]), $"ip {string.Join(' ', arguments)} failed in {Name}");

    /// <summary>
    /// Makes something on a thread that is inside: sockets belong to the network of the thread that opens them, and
    /// threads that it starts are inside too.
    /// </summary>
    public T Make<T>(Func<T> make)
    {
        var made = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/var/run/netns/{Name}");
                if (EnterNamespace(network, NewNetwork) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                made = make();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return made!;
    }

    internal static bool TryIp(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int EnterNamespace(SafeFileHandle network, int kind);
}
