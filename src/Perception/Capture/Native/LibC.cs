using System.Runtime.InteropServices;

namespace Perception.Capture.Native;

/// <summary>What devices and pipes need of the C library, by its own names.</summary>
internal static unsafe partial class LibC
{
    public const int ReadWrite = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int ProtectionRead = 1;
    public const int ProtectionWrite = 2;
    public const int MapShared = 1;
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int Busy = 16;
    public const int NoDevice = 19;
    public const int ClockMonotonic = 1;

    private const short PollIn = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor,
        nint offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int munmap(void* address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, TimeSpec* time);

    /// <summary>Waits until reading does not block, which it also does not at the end or after an error.</summary>
    public static bool WaitForInput(int descriptor, int milliseconds)
    {
        var item = new PollDescriptor { Descriptor = descriptor, Events = PollIn };
        return poll(&item, 1, milliseconds) > 0;
    }

    /// <summary>CLOCK_MONOTONIC, which devices stamp by, in nanoseconds.</summary>
    public static long MonotonicNs()
    {
        TimeSpec time;
        _ = clock_gettime(ClockMonotonic, &time);
        return time.Seconds * 1_000_000_000L + time.Nanoseconds;
    }
}
