// Topics in every quality of service.
#include "cyclone_peer.h"
#include "perception.h"

#define KINDS 4

static const char *const names[KINDS] = {
    "reliable_volatile", "reliable_transient_local", "best_effort_volatile", "best_effort_transient_local",
};

static dds_qos_t *qos_of(int kind) { return make_qos(kind < 2, kind % 2 == 1); }

void talk(dds_entity_t participant, const char *prefix)
{
    dds_entity_t writers[KINDS];
    char topic[256], text[64];
    for (int kind = 0; kind < KINDS; kind++) {
        snprintf(topic, sizeof topic, "%s/%s", prefix, names[kind]);
        writers[kind] = make_writer(participant, topic, &std_msgs_msg_dds__String__desc, qos_of(kind));
    }
    for (int count = 0;; count++) {
        snprintf(text, sizeof text, "peer %d", count);
        const std_msgs_msg_dds__String_ message = {.data = text};
        for (int kind = 0; kind < KINDS; kind++)
            CHECK(dds_write(writers[kind], &message));
        dds_sleepfor(DDS_MSECS(50));
    }
}

void listen_to(dds_entity_t participant, const char *prefix)
{
    dds_entity_t readers[KINDS][KINDS];
    char topic[256];
    for (int offered = 0; offered < KINDS; offered++) {
        snprintf(topic, sizeof topic, "%s/%s", prefix, names[offered]);
        for (int requested = 0; requested < KINDS; requested++)
            readers[offered][requested] = make_reader(participant, topic, &std_msgs_msg_dds__String__desc, qos_of(requested));
    }
    void *sample = NULL;
    for (;;) {
        for (int i = 0; i < KINDS * KINDS; i++) {
            sample = NULL;
            while (take(readers[i / KINDS][i % KINDS], &sample)) {
                printf("%s %s %s\n", names[i / KINDS], names[i % KINDS], ((std_msgs_msg_dds__String_ *)sample)->data);
                dds_return_loan(readers[i / KINDS][i % KINDS], &sample, 1);
                sample = NULL;
            }
        }
        dds_sleepfor(DDS_MSECS(10));
    }
}

void talk_once(dds_entity_t participant, const char *topic, const char *text)
{
    const std_msgs_msg_dds__String_ message = {.data = (char *)text};
    CHECK(dds_write(make_writer(participant, topic, &std_msgs_msg_dds__String__desc, make_qos(true, true)), &message));
    printf("written\n");
    for (;;)
        dds_sleepfor(DDS_SECS(1));
}

void count_images(dds_entity_t participant, const char *topic)
{
    dds_entity_t reader = make_reader(participant, topic, &sensor_msgs_msg_dds__Image__desc, make_qos(true, false));
    void *sample = NULL;
    for (;;) {
        while (take(reader, &sample)) {
            const sensor_msgs_msg_dds__Image_ *image = sample;
            printf("image %d %u\n", image->header.stamp.sec, image->data._length);
            dds_return_loan(reader, &sample, 1);
            sample = NULL;
        }
        dds_sleepfor(DDS_MSECS(5));
    }
}
