using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// Our own sertype, for writers only: the serializer fills a pooled block, Cyclone sends from that block and hands it
/// back when the last reader has acknowledged it. Nothing is copied in user space. The functions are small enough to
/// run on Cyclone's threads; those that only readers need are never called and answer "no".
/// </summary>
internal static unsafe class WriterSertype
{
    public const int SampleData = 2;
    private const int KeyOnly = 1;
    private const int ReferenceCountOffset = 12;
    private const int TypeOffset = 24;
    private const uint NoKey = 1;
    private const int SertypeBytes = 256;
    private const int OpsSlots = 32;

    // Longer than any release's tables; what a release does not know stays null.
    private static readonly nint* SerdataOps = (nint*)NativeMemory.AllocZeroed(OpsSlots, (nuint)sizeof(nint));
    private static readonly nint* SertypeOps = (nint*)NativeMemory.AllocZeroed(OpsSlots, (nuint)sizeof(nint));

    // What writers' samples are made after; it lives for ever.
    private static readonly nint Pattern = (nint)NativeMemory.AllocZeroed(SertypeBytes);

    static WriterSertype()
    {
        SerdataOps[0] = (nint)(delegate* unmanaged<byte*, byte*, byte>)&EqualKey;
        SerdataOps[1] = (nint)(delegate* unmanaged<byte*, uint>)&GetSize;
        SerdataOps[2] = (nint)(delegate* unmanaged<nint, int, byte*, nuint, byte*>)&FromSer;
        SerdataOps[3] = (nint)(delegate* unmanaged<nint, int, nuint, IoVector*, nuint, byte*>)&FromSerIov;
        SerdataOps[4] = (nint)(delegate* unmanaged<nint, byte*, byte*>)&FromKeyHash;
        SerdataOps[5] = (nint)(delegate* unmanaged<nint, int, byte*, byte*>)&FromSample;
        SerdataOps[6] = (nint)(delegate* unmanaged<byte*, nuint, nuint, byte*, void>)&ToSer;
        SerdataOps[7] = (nint)(delegate* unmanaged<byte*, nuint, nuint, IoVector*, byte*>)&ToSerRef;
        SerdataOps[8] = (nint)(delegate* unmanaged<byte*, IoVector*, void>)&ToSerUnref;
        SerdataOps[9] = (nint)(delegate* unmanaged<byte*, byte*, byte**, byte*, byte>)&ToSample;
        SerdataOps[10] = (nint)(delegate* unmanaged<byte*, byte*>)&ToUntyped;
        SerdataOps[11] = (nint)(delegate* unmanaged<nint, byte*, byte*, byte**, byte*, byte>)&UntypedToSample;
        SerdataOps[12] = (nint)(delegate* unmanaged<byte*, void>)&Free;
        SerdataOps[13] = (nint)(delegate* unmanaged<nint, byte*, byte*, nuint, nuint>)&Print;
        SerdataOps[14] = (nint)(delegate* unmanaged<byte*, byte*, byte, void>)&GetKeyHash;
        SertypeOps[0] = NativeLibrary.GetExport(DdscLibrary.Handle, "ddsi_sertype_v0");
        SertypeOps[2] = (nint)(delegate* unmanaged<nint, void>)&FreeSertype;
        SertypeOps[3] = (nint)(delegate* unmanaged<nint, byte*, nuint, void>)&ZeroSamples;
        SertypeOps[4] = (nint)(delegate* unmanaged<byte**, nint, byte*, nuint, nuint, void>)&ReallocSamples;
        SertypeOps[5] = (nint)(delegate* unmanaged<nint, byte**, nuint, int, void>)&FreeSamples;
        SertypeOps[6] = (nint)(delegate* unmanaged<nint, nint, byte>)&EqualSertype;
        SertypeOps[7] = (nint)(delegate* unmanaged<nint, uint>)&HashSertype;
        if (SharedMemory.IsSupported)
        {
            // Their presence tells Cyclone that it may choose shared memory; they are never called for samples in
            // blocks.
            SertypeOps[12] = (nint)(delegate* unmanaged<nint, byte*, nuint>)&GetSerializedSize;
            SertypeOps[13] = (nint)(delegate* unmanaged<nint, byte*, byte*, nuint, byte>)&SerializeInto;
        }

        Ddsc.ddsi_sertype_init_flags(Pattern, "ros2dotnet::Pattern", (nint)SertypeOps, (nint)SerdataOps, NoKey);
    }

    /// <summary>
    /// Creates a topic whose samples are pooled blocks; <paramref name="sertype"/> is what samples have to name.
    /// </summary>
    public static int CreateTopic(int participant, string topic, string ddsTypeName, out nint sertype) =>
        CreateTopic(participant, topic, ddsTypeName, SerdataOps, out sertype);

    /// <summary>The same with functions on samples that were derived from <see cref="CopyOfSerdataOps"/>.</summary>
    public static int CreateTopic(int participant, string topic, string ddsTypeName, nint* serdataOps, out nint sertype)
    {
        var block = (nint)NativeMemory.AllocZeroed(SertypeBytes);
        Ddsc.ddsi_sertype_init_flags(block, ddsTypeName, (nint)SertypeOps, (nint)serdataOps, NoKey);
        var registered = block;
        var code = Ddsc.dds_create_topic_sertype(participant, topic, &registered, DdsQos.Topic, 0, 0);
        if (code < 0)
        {
            // Cyclone takes it over only with the topic.
            Ddsc.ddsi_sertype_unref(block);
        }

        sertype = registered;
        return DdsException.Check(code, $"topic '{topic}'", nameof(Ddsc.dds_create_topic_sertype));
    }

    /// <summary>A table of functions on samples for another sertype to change; it is never freed.</summary>
    public static nint* CopyOfSerdataOps()
    {
        var copy = (nint*)NativeMemory.Alloc(OpsSlots, (nuint)sizeof(nint));
        new ReadOnlySpan<nint>(SerdataOps, OpsSlots).CopyTo(new Span<nint>(copy, OpsSlots));
        return copy;
    }

    /// <summary>
    /// A block with room for <paramref name="capacity"/> bytes of CDR. The sertype is only noted, since another thread
    /// may end the writer, and the sertype with it, between here and the write, which then fails.
    /// </summary>
    public static byte* Rent(nint sertype, int capacity)
    {
        var block = Initialize(SerdataPool.Rent(capacity), Pattern, SampleData);
        *(nint*)(block + TypeOffset) = sertype;
        return block;
    }

    /// <summary>The same on Cyclone's threads: null where there is no room.</summary>
    public static byte* TryRent(nint sertype, nuint capacity, int kind)
    {
        var block = capacity > int.MaxValue ? null : SerdataPool.TryRent((int)capacity);
        return block is null ? null : Initialize(block, sertype, kind);
    }

    /// <summary>A block with a copy of what <paramref name="vectors"/> point to.</summary>
    public static byte* TryCopy(nint sertype, int kind, nuint count, IoVector* vectors, nuint size)
    {
        var block = TryRent(sertype, size, kind);
        if (block is null)
        {
            return null;
        }

        var place = block + SerdataPool.PayloadOffset;
        for (nuint i = 0; i < count; i++)
        {
            Buffer.MemoryCopy((void*)vectors[i].Base, place, vectors[i].Length, vectors[i].Length);
            place += vectors[i].Length;
        }

        SerdataPool.SetSize(block, (int)size);
        return block;
    }

    public static void AddReference(byte* block) =>
        Interlocked.Increment(ref Unsafe.AsRef<int>(block + ReferenceCountOffset));

    public static void Release(byte* block)
    {
        if (Interlocked.Decrement(ref Unsafe.AsRef<int>(block + ReferenceCountOffset)) == 0)
        {
            SerdataPool.Return(block);
        }
    }

    private static byte* Initialize(byte* block, nint sertype, int kind)
    {
        Ddsc.ddsi_serdata_init((nint)block, sertype, kind);
        SerdataPool.SetSize(block, 0);
        return block;
    }

    [UnmanagedCallersOnly]
    private static byte EqualKey(byte* a, byte* b) => 1;

    [UnmanagedCallersOnly]
    private static uint GetSize(byte* serdata) => SerdataPool.PaddedSize(serdata);

    [UnmanagedCallersOnly]
    private static byte* FromSer(nint sertype, int kind, byte* fragments, nuint size) => null;

    [UnmanagedCallersOnly]
    private static byte* FromSerIov(nint sertype, int kind, nuint count, IoVector* vectors, nuint size) =>
        TryCopy(sertype, kind, count, vectors, size);

    [UnmanagedCallersOnly]
    private static byte* FromKeyHash(nint sertype, byte* keyHash) => TryRent(sertype, 0, KeyOnly);

    [UnmanagedCallersOnly]
    private static byte* FromSample(nint sertype, int kind, byte* sample) => null;

    [UnmanagedCallersOnly]
    private static void ToSer(byte* serdata, nuint offset, nuint size, byte* destination) =>
        Buffer.MemoryCopy(serdata + SerdataPool.PayloadOffset + offset, destination, size, size);

    [UnmanagedCallersOnly]
    private static byte* ToSerRef(byte* serdata, nuint offset, nuint size, IoVector* vector)
    {
        vector->Base = (nint)(serdata + SerdataPool.PayloadOffset + offset);
        vector->Length = size;
        AddReference(serdata);
        return serdata;
    }

    [UnmanagedCallersOnly]
    private static void ToSerUnref(byte* serdata, IoVector* vector) => Release(serdata);

    [UnmanagedCallersOnly]
    private static byte ToSample(byte* serdata, byte* sample, byte** buffer, byte* limit) => 0;

    [UnmanagedCallersOnly]
    private static byte* ToUntyped(byte* serdata)
    {
        var untyped = TryRent(*(nint*)(serdata + TypeOffset), 0, KeyOnly);
        if (untyped is not null)
        {
            *(nint*)(untyped + TypeOffset) = 0;
        }

        return untyped;
    }

    [UnmanagedCallersOnly]
    private static byte UntypedToSample(nint sertype, byte* serdata, byte* sample, byte** buffer, byte* limit) => 1;

    [UnmanagedCallersOnly]
    private static void Free(byte* serdata) => SerdataPool.Return(serdata);

    [UnmanagedCallersOnly]
    private static nuint Print(nint sertype, byte* serdata, byte* text, nuint size)
    {
        if (size > 0)
        {
            *text = 0;
        }

        return 0;
    }

    [UnmanagedCallersOnly]
    private static void GetKeyHash(byte* serdata, byte* keyHash, byte forceMd5) => new Span<byte>(keyHash, 16).Clear();

    [UnmanagedCallersOnly]
    private static void FreeSertype(nint sertype)
    {
        Ddsc.ddsi_sertype_fini(sertype);
        NativeMemory.Free((void*)sertype);
    }

    [UnmanagedCallersOnly]
    private static void ZeroSamples(nint sertype, byte* samples, nuint count)
    {
        // Samples as C structs do not exist here.
    }

    [UnmanagedCallersOnly]
    private static void ReallocSamples(byte** pointers, nint sertype, byte* old, nuint oldCount, nuint count)
    {
        for (nuint i = 0; i < count; i++)
        {
            pointers[i] = null;
        }
    }

    [UnmanagedCallersOnly]
    private static void FreeSamples(nint sertype, byte** pointers, nuint count, int operation)
    {
        // Samples as C structs do not exist here.
    }

    [UnmanagedCallersOnly]
    private static byte EqualSertype(nint a, nint b) => 1;

    [UnmanagedCallersOnly]
    private static uint HashSertype(nint sertype) => 0;

    [UnmanagedCallersOnly]
    private static nuint GetSerializedSize(nint sertype, byte* sample) => 0;

    [UnmanagedCallersOnly]
    private static byte SerializeInto(nint sertype, byte* sample, byte* destination, nuint size) => 0;
}
