using System.Runtime.InteropServices;

namespace Ros2DotNet.Dds.Native;

/// <summary>
/// The part of Cyclone DDS's C interface that is used here (libddsc 0.10 and 11), by its own names. Handles and sizes
/// are those of an LP64 platform.
/// </summary>
internal static unsafe partial class Ddsc
{
    public const string Library = "ddsc";
    public const uint AnyState = 0x7f;
    public const int BuiltinParticipants = 0x7fff0001;
    public const int BuiltinPublications = 0x7fff0003;
    public const int BuiltinSubscriptions = 0x7fff0004;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int dds_create_domain(uint domain, string config);

    [LibraryImport(Library)]
    public static partial int dds_create_participant(uint domain, nint qos, nint listener);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int dds_create_topic(int participant, TopicDescriptor* descriptor, string name, nint qos,
        nint listener);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int dds_create_topic_sertype(
        int participant, string name, nint* sertype, nint qos, nint listener, nint sedpParameters);

    [LibraryImport(Library)]
    public static partial int dds_create_writer(int participant, int topic, nint qos, nint listener);

    [LibraryImport(Library)]
    public static partial int dds_create_reader(int participant, int topic, nint qos, nint listener);

    [LibraryImport(Library)]
    public static partial int dds_create_waitset(int owner);

    [LibraryImport(Library)]
    public static partial int dds_create_guardcondition(int owner);

    [LibraryImport(Library)]
    public static partial int dds_set_guardcondition(int condition, [MarshalAs(UnmanagedType.U1)] bool triggered);

    [LibraryImport(Library)]
    public static partial int dds_create_readcondition(int reader, uint mask);

    [LibraryImport(Library)]
    public static partial int dds_waitset_attach(int waitset, int entity, nint tag);

    [LibraryImport(Library)]
    public static partial int dds_waitset_detach(int waitset, int entity);

    [LibraryImport(Library)]
    public static partial int dds_waitset_wait(int waitset, nint* tags, nuint capacity, long timeoutNs);

    [LibraryImport(Library)]
    public static partial int dds_takecdr(int reader, nint* serdata, uint maximum, SampleInfo* infos, uint mask);

    [LibraryImport(Library)]
    public static partial int dds_read(int reader, nint* samples, SampleInfo* infos, nuint capacity, uint maximum);

    [LibraryImport(Library)]
    public static partial int dds_return_loan(int reader, nint* samples, int count);

    [LibraryImport(Library)]
    public static partial int dds_writecdr(int writer, nint serdata);

    [LibraryImport(Library)]
    public static partial int dds_delete(int entity);

    [LibraryImport(Library)]
    public static partial int dds_get_guid(int entity, byte* guid16);

    [LibraryImport(Library)]
    public static partial int dds_get_publication_matched_status(int writer, MatchedStatus* status);

    [LibraryImport(Library)]
    public static partial int dds_get_subscription_matched_status(int reader, MatchedStatus* status);

    [LibraryImport(Library)]
    public static partial int dds_get_offered_incompatible_qos_status(int writer, IncompatibleQosStatus* status);

    [LibraryImport(Library)]
    public static partial int dds_get_requested_incompatible_qos_status(int reader, IncompatibleQosStatus* status);

    [LibraryImport(Library)]
    public static partial int dds_get_sample_lost_status(int reader, SampleLostStatus* status);

    [LibraryImport(Library)]
    public static partial int dds_assert_liveliness(int entity);

    [LibraryImport(Library)]
    public static partial int dds_get_instance_handle(int entity, ulong* handle);

    [LibraryImport(Library)]
    public static partial int dds_get_matched_subscriptions(int writer, ulong* handles, nuint capacity);

    [LibraryImport(Library)]
    public static partial int dds_get_matched_publications(int reader, ulong* handles, nuint capacity);

    [LibraryImport(Library)]
    public static partial BuiltinEndpoint* dds_get_matched_subscription_data(int writer, ulong handle);

    [LibraryImport(Library)]
    public static partial BuiltinEndpoint* dds_get_matched_publication_data(int reader, ulong handle);

    [LibraryImport(Library)]
    public static partial void dds_builtintopic_free_endpoint(BuiltinEndpoint* endpoint);

    [LibraryImport(Library)]
    public static partial int dds_take(int reader, nint* samples, SampleInfo* infos, nuint capacity, uint maximum);

    [LibraryImport(Library)]
    public static partial int dds_wait_for_acks(int writer, long timeoutNs);

    [LibraryImport(Library)]
    public static partial nint dds_strretcode(int code);

    [LibraryImport(Library)]
    public static partial nint dds_create_qos();

    [LibraryImport(Library)]
    public static partial void dds_delete_qos(nint qos);

    [LibraryImport(Library)]
    public static partial void dds_qset_reliability(nint qos, int kind, long maximumBlockingNs);

    [LibraryImport(Library)]
    public static partial void dds_qset_durability(nint qos, int kind);

    [LibraryImport(Library)]
    public static partial void dds_qset_history(nint qos, int kind, int depth);

    [LibraryImport(Library)]
    public static partial void dds_qset_durability_service(
        nint qos, long cleanupDelayNs, int historyKind, int depth, int maximumSamples, int maximumInstances,
        int maximumSamplesPerInstance);

    [LibraryImport(Library)]
    public static partial void dds_qset_lifespan(nint qos, long lifespanNs);

    [LibraryImport(Library)]
    public static partial void dds_qset_deadline(nint qos, long deadlineNs);

    [LibraryImport(Library)]
    public static partial void dds_qset_liveliness(nint qos, int kind, long leaseNs);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void dds_qset_prop(nint qos, string name, string value);

    [LibraryImport(Library)]
    public static partial void dds_qset_userdata(nint qos, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial void dds_qset_ignorelocal(nint qos, int kind);

    [LibraryImport(Library)]
    public static partial void dds_qset_data_representation(nint qos, uint count, short* representations);

    [LibraryImport(Library)]
    public static partial void dds_qset_writer_data_lifecycle(nint qos, [MarshalAs(UnmanagedType.U1)] bool autodispose);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_userdata(nint qos, byte** data, nuint* length);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_reliability(nint qos, int* kind, long* maximumBlockingNs);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_durability(nint qos, int* kind);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_history(nint qos, int* kind, int* depth);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_deadline(nint qos, long* deadlineNs);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_lifespan(nint qos, long* lifespanNs);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_qget_liveliness(nint qos, int* kind, long* leaseNs);

    // The next four exist in builds of 0.10 with iceoryx only.
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool dds_is_shared_memory_available(int entity);

    [LibraryImport(Library)]
    public static partial int dds_loan_shared_memory_buffer(int writer, nuint size, byte** buffer);

    [LibraryImport(Library)]
    public static partial void shm_set_data_state(byte* chunk, int state);

    [LibraryImport(Library)]
    public static partial byte* iceoryx_header_from_chunk(byte* chunk);

    [LibraryImport(Library)]
    public static partial void dds_free(void* memory);

    [LibraryImport(Library)]
    public static partial uint ddsi_serdata_size(nint serdata);

    [LibraryImport(Library)]
    public static partial nint ddsi_serdata_to_ser_ref(nint serdata, nuint offset, nuint size, IoVector* vector);

    [LibraryImport(Library)]
    public static partial void ddsi_serdata_to_ser_unref(nint serdata, IoVector* vector);

    [LibraryImport(Library)]
    public static partial nint ddsi_serdata_ref(nint serdata);

    [LibraryImport(Library)]
    public static partial void ddsi_serdata_unref(nint serdata);

    [LibraryImport(Library)]
    public static partial void ddsi_serdata_init(nint serdata, nint sertype, int kind);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ddsi_sertype_init_flags(nint sertype, string typeName, nint sertypeOps, nint serdataOps,
        uint flags);

    [LibraryImport(Library)]
    public static partial void ddsi_sertype_unref(nint sertype);

    [LibraryImport(Library)]
    public static partial void ddsi_sertype_fini(nint sertype);
}
