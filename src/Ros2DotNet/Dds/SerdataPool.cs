using System.Numerics;
using System.Runtime.InteropServices;

namespace Ros2DotNet.Dds;

/// <summary>
/// Native blocks for outgoing samples: a <c>ddsi_serdata</c> head, our bookkeeping, then the CDR. Blocks come back on
/// whatever thread Cyclone drops the last reference, so a return only pushes on a list under a spin lock.
/// </summary>
internal static unsafe class SerdataPool
{
    /// <summary>
    /// Where the CDR starts in a block; a cache line after the longest known serdata head (72 bytes) and our fields.
    /// </summary>
    public const int PayloadOffset = 192;

    private const int SmallestClass = 8;
    private const int ClassCount = 24;
    private const int SizeOffset = 96;
    private const int ClassOffset = 100;
    private const int NextOffset = 104;

    private static readonly nint[] Heads = new nint[ClassCount];
    private static readonly int[] Locks = new int[ClassCount];
    private static long _outstanding;
    private static long _allocated;

    /// <summary>Blocks handed out and not back yet.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>Blocks ever taken from the system.</summary>
    public static long Allocated => Interlocked.Read(ref _allocated);

    public static byte* Rent(int payloadBytes)
    {
        var block = TryRent(payloadBytes);
        return block is not null
            ? block
            : throw new DdsException($"there is no room for a message of {payloadBytes} bytes");
    }

    /// <summary>Null where there is no room: for Cyclone's threads, where nothing may be thrown.</summary>
    public static byte* TryRent(int payloadBytes)
    {
        var sizeClass = Math.Max(0, BitOperations.Log2((uint)Math.Max(1, payloadBytes - 1)) + 1 - SmallestClass);
        if (payloadBytes < 0 || sizeClass >= ClassCount)
        {
            return null;
        }

        Enter(sizeClass);
        var block = (byte*)Heads[sizeClass];
        if (block is not null)
        {
            Heads[sizeClass] = *(nint*)(block + NextOffset);
        }

        Exit(sizeClass);
        if (block is null)
        {
            block = TryAllocate(PayloadOffset + ((nuint)1 << (sizeClass + SmallestClass)) + 8);
            if (block is null)
            {
                return null;
            }

            new Span<byte>(block, PayloadOffset).Clear();
            *(int*)(block + ClassOffset) = sizeClass;
            Interlocked.Increment(ref _allocated);
        }

        Interlocked.Increment(ref _outstanding);
        return block;
    }

    public static void Return(byte* block)
    {
        Interlocked.Decrement(ref _outstanding);
        var sizeClass = *(int*)(block + ClassOffset);
        Enter(sizeClass);
        *(nint*)(block + NextOffset) = Heads[sizeClass];
        Heads[sizeClass] = (nint)block;
        Exit(sizeClass);
    }

    /// <summary>Bytes of CDR, the header included, rounded up to four as RTPS sends them.</summary>
    public static uint PaddedSize(byte* block) => (*(uint*)(block + SizeOffset) + 3) & ~3u;

    public static void SetSize(byte* block, int bytes)
    {
        *(int*)(block + SizeOffset) = bytes;
        var payload = block + PayloadOffset;
        for (var i = bytes; i % 4 != 0; i++)
        {
            payload[i] = 0;
        }
    }

    private static byte* TryAllocate(nuint bytes)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private static void Enter(int sizeClass)
    {
        var spinner = default(SpinWait);
        while (Interlocked.CompareExchange(ref Locks[sizeClass], 1, 0) != 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Exit(int sizeClass) => Volatile.Write(ref Locks[sizeClass], 0);
}
