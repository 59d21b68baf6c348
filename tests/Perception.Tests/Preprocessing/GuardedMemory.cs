using System.Runtime.InteropServices;

namespace Perception.Tests.Preprocessing;

/// <summary>Memory whose last byte is the last byte of a page, with a page behind it that nobody may touch.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int None = 0, ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly nuint _length;

    public GuardedMemory(int bytes)
    {
        var page = (nuint)Environment.SystemPageSize;
        var usable = ((nuint)bytes + page - 1) / page * page;
        _length = usable + page;
        _start = mmap(null, _length, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.Equal(0, mprotect(_start + usable, page, None));
        Data = _start + usable - bytes;
    }

    public byte* Data { get; }

    public void Dispose() => Assert.Equal(0, munmap(_start, _length));

    [LibraryImport("libc")]
    private static partial byte* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(byte* address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(byte* address, nuint length);
}
