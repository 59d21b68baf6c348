using System.Runtime.InteropServices;

namespace Perception.Inference;

/// <summary>Zeroed memory that never moves, aligned to a cache line; a vector may be read behind its end.</summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const int Alignment = 64;
    private static long _outstanding;

    public NativeBuffer(int bytes)
        : base(0, ownsHandle: true)
    {
        var length = (nuint)bytes + Alignment;
        var block = NativeMemory.AlignedAlloc(length, Alignment);
        NativeMemory.Clear(block, length);
        SetHandle((nint)block);
        Interlocked.Increment(ref _outstanding);
    }

    /// <summary>Buffers that have not been released.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    public nint Address => handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        Interlocked.Decrement(ref _outstanding);
        return true;
    }
}
