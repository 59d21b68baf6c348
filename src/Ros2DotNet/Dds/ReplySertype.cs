using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// A sertype for the reader of a service's answers. Fast DDS says which request an answer belongs to only in the inline
/// QoS of its RTPS packet, which Cyclone does not pass on: so this one looks into the packet while it is still there.
/// Its functions run on Cyclone's receive thread; they allocate nothing managed and never throw.
/// </summary>
internal static unsafe class ReplySertype
{
    private const byte Data = 0x15;
    private const byte DataFragment = 0x16;
    private const int LittleEndianFlag = 1;
    private const int InlineQosFlag = 2;
    private const int QosOffsetField = 6;
    private const int QosOffsetOrigin = 8;
    private const ushort Sentinel = 0x0001;
    private const ushort RelatedSampleIdentity = 0x0083;

    // The number that eProsima used before the standard had one, and that Fast DDS 2 still sends.
    private const ushort CustomRelatedSampleIdentity = 0x800f;

    // In the block's head, behind the pool's own fields: GUID, sequence number, and whether they are there.
    private const int GuidOffset = 112;
    private const int SequenceOffset = 128;
    private const int PresentOffset = 136;
    private const int IdentityBytes = 24;
    private const int GuidBytes = 16;

    private static readonly nint* SerdataOps = WriterSertype.CopyOfSerdataOps();

    static ReplySertype()
    {
        SerdataOps[2] = (nint)(delegate* unmanaged<nint, int, ReceivedFragment*, nuint, byte*>)&FromSer;
        SerdataOps[3] = (nint)(delegate* unmanaged<nint, int, nuint, IoVector*, nuint, byte*>)&FromSerIov;
    }

    public static int CreateTopic(int participant, string topic, string ddsTypeName) =>
        WriterSertype.CreateTopic(participant, topic, ddsTypeName, SerdataOps, out _);

    /// <summary>Which sample the answer belongs to; false where its sender did not say, as Cyclone does not.</summary>
    public static bool TryGetRelated(MessageLoan loan, out EndpointGuid writer, out long sequence)
    {
        var block = (byte*)loan.Serdata;
        writer = EndpointGuid.From(new ReadOnlySpan<byte>(block + GuidOffset, GuidBytes));
        sequence = *(long*)(block + SequenceOffset);
        return *(int*)(block + PresentOffset) != 0;
    }

    /// <summary>
    /// Finds the identity in a DATA or DATA_FRAG submessage (RTPS 9.4.5.3), of which <paramref name="submessage"/>
    /// holds what lies before the payload.
    /// </summary>
    internal static bool TryFindRelated(ReadOnlySpan<byte> submessage, Span<byte> guid, out long sequence)
    {
        sequence = 0;
        if (submessage.Length < QosOffsetOrigin ||
            submessage[0] is not (Data or DataFragment) || (submessage[1] & InlineQosFlag) == 0)
        {
            return false;
        }

        var littleEndian = (submessage[1] & LittleEndianFlag) != 0;
        var offset = QosOffsetOrigin + UInt16(submessage[QosOffsetField..], littleEndian);
        while (offset + 4 <= submessage.Length)
        {
            var parameter = UInt16(submessage[offset..], littleEndian);
            var length = UInt16(submessage[(offset + 2)..], littleEndian);
            offset += 4;
            if (parameter == Sentinel || length > submessage.Length - offset)
            {
                return false;
            }

            if (parameter is RelatedSampleIdentity or CustomRelatedSampleIdentity && length >= IdentityBytes)
            {
                submessage.Slice(offset, GuidBytes).CopyTo(guid);
                var high = UInt32(submessage[(offset + GuidBytes)..], littleEndian);
                sequence = (long)(((ulong)high << 32) | UInt32(submessage[(offset + GuidBytes + 4)..], littleEndian));
                return true;
            }

            offset += length;
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    [UnmanagedCallersOnly]
    private static byte* FromSer(nint sertype, int kind, ReceivedFragment* fragment, nuint size)
    {
        var block = WriterSertype.TryRent(sertype, size, kind);
        if (block is null)
        {
            return null;
        }

        var found = false;
        if (fragment->SubmessageOffset != 0 && fragment->PayloadOffset > fragment->SubmessageOffset)
        {
            var packet = fragment->Packet + ReceivedFragment.PacketHeadBytes;
            found = TryFindRelated(
                new ReadOnlySpan<byte>(packet + fragment->SubmessageOffset,
                    fragment->PayloadOffset - fragment->SubmessageOffset),
                new Span<byte>(block + GuidOffset, GuidBytes), out *(long*)(block + SequenceOffset));
        }

        *(int*)(block + PresentOffset) = found ? 1 : 0;
        SerdataPool.SetSize(block, (int)size);

        // Fragments are in order and may overlap.
        for (uint filled = 0; fragment is not null; fragment = fragment->Next)
        {
            var end = Math.Min(fragment->End, (uint)size);
            if (end > filled && fragment->Start <= filled)
            {
                var payload = fragment->Packet + ReceivedFragment.PacketHeadBytes + fragment->PayloadOffset;
                var source = payload + (filled - fragment->Start);
                Buffer.MemoryCopy(source, block + SerdataPool.PayloadOffset + filled, end - filled, end - filled);
                filled = end;
            }
        }

        return block;
    }

    [UnmanagedCallersOnly]
    private static byte* FromSerIov(nint sertype, int kind, nuint count, IoVector* vectors, nuint size)
    {
        var block = WriterSertype.TryCopy(sertype, kind, count, vectors, size);
        if (block is not null)
        {
            *(int*)(block + PresentOffset) = 0;
        }

        return block;
    }
}
