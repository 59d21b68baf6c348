using System.Runtime.InteropServices;

namespace Ros2DotNet.Dds.Native;

/// <summary><c>ddsrt_iovec_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoVector
{
    public nint Base;
    public nuint Length;
}

/// <summary><c>dds_sample_info_t</c>, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SampleInfo
{
    public int SampleState;
    public int ViewState;
    public int InstanceState;
    public byte ValidData;
    public long SourceTimestampNs;
    public ulong InstanceHandle;
    public ulong PublicationHandle;
    public uint DisposedGeneration;
    public uint NoWritersGeneration;
    public uint SampleRank;
    public uint GenerationRank;
    public uint AbsoluteGenerationRank;
}

/// <summary>
/// <c>dds_topic_descriptor_t</c>, 96 bytes. The two type-meta structs are nested in C and so each padded to 16 bytes:
/// flattening them would put the last field 4 bytes early.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TopicDescriptor
{
    public uint Size;
    public uint Align;
    public uint Flags;
    public uint KeyCount;
    public byte* TypeName;
    public void* Keys;
    public uint OpCount;
    public uint* Ops;
    public byte* Meta;
    public TypeMeta TypeInformation;
    public TypeMeta TypeMapping;
    public uint RestrictDataRepresentation;

    [StructLayout(LayoutKind.Sequential)]
    internal struct TypeMeta
    {
        public byte* Data;
        public uint Size;
    }
}

/// <summary><c>dds_publication_matched_status_t</c> and its twin for subscriptions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MatchedStatus
{
    public uint TotalCount;
    public int TotalCountChange;
    public uint CurrentCount;
    public int CurrentCountChange;
    public ulong LastHandle;
}

/// <summary><c>dds_offered_incompatible_qos_status_t</c> and its twin for readers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IncompatibleQosStatus
{
    public uint TotalCount;
    public int TotalCountChange;
    public uint LastPolicyId;
}

/// <summary><c>dds_builtintopic_endpoint_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BuiltinEndpoint
{
    public fixed byte Key[16];
    public fixed byte ParticipantKey[16];
    public ulong ParticipantInstance;
    public nint TopicName;
    public nint TypeName;
    public nint Qos;
}

/// <summary><c>dds_sample_lost_status_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SampleLostStatus
{
    public uint TotalCount;
    public int TotalCountChange;
}

/// <summary><c>dds_builtintopic_participant_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BuiltinParticipant
{
    public fixed byte Key[16];
    public nint Qos;
}

/// <summary>
/// <c>nn_rdata</c> (<c>ddsi_rdata</c> in 11): a fragment of a received sample, as offsets into the RTPS packet that
/// brought it. The packet's bytes follow the <c>nn_rmsg</c> that <see cref="Packet"/> points to.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReceivedFragment
{
    public const int PacketHeadBytes = 48;

    public byte* Packet;
    public ReceivedFragment* Next;
    public uint Start;
    public uint End;
    public ushort SubmessageOffset;
    public ushort PayloadOffset;
    public ushort KeyHashOffset;
}
