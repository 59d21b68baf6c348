// What the parts of the C peer share.
#pragma once
#include <dds/dds.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(call) check((call), #call)

static inline dds_entity_t check(dds_entity_t code, const char *what)
{
    if (code < 0) {
        fprintf(stderr, "%s: %s\n", what, dds_strretcode(-code));
        exit(1);
    }
    return code;
}

// QoS as rmw_cyclonedds makes it from a profile.
static inline dds_qos_t *make_qos(bool reliable, bool transient_local)
{
    dds_qos_t *qos = dds_create_qos();
    dds_qset_reliability(qos, reliable ? DDS_RELIABILITY_RELIABLE : DDS_RELIABILITY_BEST_EFFORT, DDS_INFINITY);
    dds_qset_history(qos, DDS_HISTORY_KEEP_LAST, 10);
    if (transient_local) {
        dds_qset_durability(qos, DDS_DURABILITY_TRANSIENT_LOCAL);
        dds_qset_durability_service(qos, 0, DDS_HISTORY_KEEP_LAST, 10, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED);
    }
    return qos;
}

static inline dds_entity_t make_writer(dds_entity_t participant, const char *topic, const dds_topic_descriptor_t *type, const dds_qos_t *qos)
{
    return CHECK(dds_create_writer(participant, CHECK(dds_create_topic(participant, type, topic, NULL, NULL)), qos, NULL));
}

static inline dds_entity_t make_reader(dds_entity_t participant, const char *topic, const dds_topic_descriptor_t *type, const dds_qos_t *qos)
{
    return CHECK(dds_create_reader(participant, CHECK(dds_create_topic(participant, type, topic, NULL, NULL)), qos, NULL));
}

// Takes one sample into *sample, a loan of the first call's making; false when there is none.
static inline bool take(dds_entity_t reader, void **sample)
{
    dds_sample_info_t info;
    return CHECK(dds_take(reader, sample, &info, 1, 1)) == 1 && info.valid_data;
}

// Waits 100 s at most.
static inline void *take_one(dds_entity_t reader, const char *what)
{
    void *sample = NULL;
    for (int i = 0; i < 10000; i++) {
        if (take(reader, &sample))
            return sample;
        dds_sleepfor(DDS_MSECS(10));
    }
    fprintf(stderr, "nothing came on %s\n", what);
    exit(1);
}

void talk(dds_entity_t participant, const char *prefix);
void listen_to(dds_entity_t participant, const char *prefix);
void talk_once(dds_entity_t participant, const char *topic, const char *text);
void count_images(dds_entity_t participant, const char *topic);

void serve(dds_entity_t participant, const char *service);
void call(dds_entity_t participant, const char *service, const char *a, const char *b);
void set_parameter(dds_entity_t participant, const char *node, const char *name, const char *value);
void get_parameter(dds_entity_t participant, const char *node, const char *name);

void announce(dds_entity_t participant, const char *node, bool humble);
void read_graph(dds_entity_t participant, bool humble);
