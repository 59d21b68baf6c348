// ros_discovery_info, which tells of nodes, in both layouts.
#include "cyclone_peer.h"
#include "graph.h"

static const char topic[] = "ros_discovery_info";

static dds_topic_descriptor_t descriptor(bool humble)
{
    dds_topic_descriptor_t type = humble ? rmw_dds_common_humble_dds__ParticipantEntitiesInfo__desc
                                         : rmw_dds_common_msg_dds__ParticipantEntitiesInfo__desc;
    // Both layouts have the one name on the wire.
    type.m_typename = rmw_dds_common_msg_dds__ParticipantEntitiesInfo__desc.m_typename;
    return type;
}

static dds_qos_t *graph_qos(void)
{
    dds_qos_t *qos = make_qos(true, true);
    dds_qset_history(qos, DDS_HISTORY_KEEP_LAST, 1);
    dds_qset_durability_service(qos, 0, DDS_HISTORY_KEEP_LAST, 1, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED);
    return qos;
}

void announce(dds_entity_t participant, const char *node, bool humble)
{
    dds_topic_descriptor_t type = descriptor(humble);
    dds_entity_t writer = make_writer(participant, topic, &type, graph_qos());
    dds_guid_t own;
    CHECK(dds_get_guid(participant, &own));
    if (humble) {
        rmw_dds_common_humble_dds__NodeEntitiesInfo_ entry = {.node_namespace = "/peer"};
        rmw_dds_common_humble_dds__ParticipantEntitiesInfo_ info = {
            .node_entities_info_seq = {._maximum = 1, ._length = 1, ._buffer = &entry},
        };
        memcpy(info.gid.data, own.v, sizeof own.v);
        snprintf(entry.node_name, sizeof entry.node_name, "%s", node);
        CHECK(dds_write(writer, &info));
    } else {
        rmw_dds_common_msg_dds__NodeEntitiesInfo_ entry = {.node_namespace = "/peer"};
        rmw_dds_common_msg_dds__ParticipantEntitiesInfo_ info = {
            .node_entities_info_seq = {._maximum = 1, ._length = 1, ._buffer = &entry},
        };
        memcpy(info.gid.data, own.v, sizeof own.v);
        snprintf(entry.node_name, sizeof entry.node_name, "%s", node);
        CHECK(dds_write(writer, &info));
    }
    for (;;)
        dds_sleepfor(DDS_SECS(1));
}

static void print_gid(const char *what, const uint8_t *data, size_t size)
{
    printf("%s ", what);
    for (size_t i = 0; i < size; i++)
        printf("%02x", data[i]);
    printf("\n");
}

#define PRINT(info, gid_type)                                                                                        \
    do {                                                                                                             \
        print_gid("participant", (info)->gid.data, sizeof (info)->gid.data);                                         \
        for (uint32_t i = 0; i < (info)->node_entities_info_seq._length; i++) {                                      \
            printf("node %s %s\n", (info)->node_entities_info_seq._buffer[i].node_namespace,                         \
                   (info)->node_entities_info_seq._buffer[i].node_name);                                             \
            for (uint32_t k = 0; k < (info)->node_entities_info_seq._buffer[i].writer_gid_seq._length; k++)          \
                print_gid("writer", (info)->node_entities_info_seq._buffer[i].writer_gid_seq._buffer[k].data,        \
                          sizeof (gid_type));                                                                        \
            for (uint32_t k = 0; k < (info)->node_entities_info_seq._buffer[i].reader_gid_seq._length; k++)          \
                print_gid("reader", (info)->node_entities_info_seq._buffer[i].reader_gid_seq._buffer[k].data,        \
                          sizeof (gid_type));                                                                        \
        }                                                                                                            \
        printf("end\n");                                                                                             \
    } while (0)

void read_graph(dds_entity_t participant, bool humble)
{
    dds_topic_descriptor_t type = descriptor(humble);
    dds_entity_t reader = make_reader(participant, topic, &type, graph_qos());
    for (void *sample = NULL;; sample = NULL) {
        while (!take(reader, &sample))
            dds_sleepfor(DDS_MSECS(10));
        if (humble)
            PRINT((rmw_dds_common_humble_dds__ParticipantEntitiesInfo_ *)sample, rmw_dds_common_humble_dds__Gid_);
        else
            PRINT((rmw_dds_common_msg_dds__ParticipantEntitiesInfo_ *)sample, rmw_dds_common_msg_dds__Gid_);
        dds_return_loan(reader, &sample, 1);
    }
}
