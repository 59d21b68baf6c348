using System.Runtime.InteropServices;

namespace Perception.Cli.Output;

/// <summary>
/// Who reads standard output through a pipe: where <c>head</c> has seen enough, other programs end when they write
/// next, but .NET goes on without a word.
/// </summary>
internal static unsafe partial class OutputReader
{
    private const int StandardOutput = 1;
    private const short Error = 8;

    /// <summary>Calls <paramref name="end"/> once, from another thread, when the reader has closed its pipe.</summary>
    public static void WhenGone(Action end)
    {
        if (!Console.IsOutputRedirected) return;
        new Thread(() =>
        {
            // Errors are reported without being asked for. Files have none, so this waits until the process ends.
            var output = new PollDescriptor { Descriptor = StandardOutput };
            while (poll(&output, 1, -1) <= 0)
            {
            }

            if ((output.Returned & Error) != 0) end();
        })
        { IsBackground = true, Name = "output reader" }.Start();
    }

    [LibraryImport("libc")]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
