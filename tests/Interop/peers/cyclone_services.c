// Services by rmw_cyclonedds's convention: handle and number in front of each message, and user data that tells the halves
// of a server or client belong together.
#include "cyclone_peer.h"

#include <unistd.h>

#include "services.h"

static dds_qos_t *service_qos(const char *user_data)
{
    dds_qos_t *qos = make_qos(true, false);
    dds_qset_history(qos, DDS_HISTORY_KEEP_ALL, 0);
    dds_qset_userdata(qos, user_data, strlen(user_data));
    return qos;
}

static char *topic_name(char *buffer, size_t size, const char *prefix, const char *service, const char *suffix)
{
    snprintf(buffer, size, "%s%s%s", prefix, service, suffix);
    return buffer;
}

// Each client writes requests and reads answers; an answer is lost on a client whose reader is not found yet.
static void await_readers(dds_entity_t requests, dds_entity_t replies)
{
    dds_subscription_matched_status_t writers = {0};
    dds_publication_matched_status_t readers = {0};
    for (int i = 0; i < 10000; i++) {
        CHECK(dds_get_subscription_matched_status(requests, &writers));
        CHECK(dds_get_publication_matched_status(replies, &readers));
        if (readers.current_count >= writers.current_count)
            return;
        dds_sleepfor(DDS_MSECS(2));
    }
}

void serve(dds_entity_t participant, const char *service)
{
    char topic[300];
    dds_qos_t *qos = service_qos("serviceid=1.10.77.1;");
    dds_entity_t requests = make_reader(participant, topic_name(topic, sizeof topic, "rq", service, "Request"),
                                        &example_interfaces_srv_dds__AddTwoInts_Request__desc, qos);
    dds_entity_t replies = make_writer(participant, topic_name(topic, sizeof topic, "rr", service, "Reply"),
                                       &example_interfaces_srv_dds__AddTwoInts_Response__desc, qos);
    printf("ready\n");
    for (void *sample = NULL;; sample = NULL) {
        while (!take(requests, &sample))
            dds_sleepfor(DDS_MSECS(2));
        const example_interfaces_srv_dds__AddTwoInts_Request_ *request = sample;
        await_readers(requests, replies);
        const example_interfaces_srv_dds__AddTwoInts_Response_ response = {
            .client = request->client, .number = request->number, .sum = request->a + request->b,
        };
        CHECK(dds_write(replies, &response));
        printf("served %ld %ld\n", (long)request->a, (long)request->b);
        dds_return_loan(requests, &sample, 1);
    }
}

typedef struct {
    dds_entity_t requests, replies;
    dds_instance_handle_t handle;
    const char *service;
} client_t;

static client_t make_client(dds_entity_t participant, const char *service, const dds_topic_descriptor_t *request,
                            const dds_topic_descriptor_t *response)
{
    char topic[300], id[64];
    snprintf(id, sizeof id, "clientid=1.10.78.%x;", (unsigned)getpid());
    dds_qos_t *qos = service_qos(id);
    client_t client = {.service = service};
    client.replies = make_reader(participant, topic_name(topic, sizeof topic, "rr", service, "Reply"), response, qos);
    client.requests = make_writer(participant, topic_name(topic, sizeof topic, "rq", service, "Request"), request, qos);
    CHECK(dds_get_instance_handle(client.requests, &client.handle));
    dds_publication_matched_status_t writer = {0};
    dds_subscription_matched_status_t reader = {0};
    for (int i = 0; i < 10000 && (writer.current_count == 0 || reader.current_count == 0); i++) {
        dds_sleepfor(DDS_MSECS(10));
        CHECK(dds_get_publication_matched_status(client.requests, &writer));
        CHECK(dds_get_subscription_matched_status(client.replies, &reader));
    }
    return client;
}

// Every response starts with the client's handle and the number of its request.
static void *answer(const client_t *client, int64_t number)
{
    for (;;) {
        struct { uint64_t client; int64_t number; } *id = take_one(client->replies, client->service);
        if (id->client == client->handle && id->number == number)
            return id;
    }
}

void call(dds_entity_t participant, const char *service, const char *a, const char *b)
{
    client_t client = make_client(participant, service, &example_interfaces_srv_dds__AddTwoInts_Request__desc,
                                  &example_interfaces_srv_dds__AddTwoInts_Response__desc);
    for (int64_t number = 1; number <= 3; number++) {
        const example_interfaces_srv_dds__AddTwoInts_Request_ request = {
            .client = client.handle, .number = number, .a = atoll(a), .b = atoll(b) + number,
        };
        CHECK(dds_write(client.requests, &request));
        const example_interfaces_srv_dds__AddTwoInts_Response_ *response = answer(&client, number);
        printf("sum %ld\n", (long)response->sum);
    }
}

static void print_value(const rcl_interfaces_msg_dds__ParameterValue_ *value)
{
    switch (value->type) {
    case 1: printf("bool %d\n", value->bool_value); break;
    case 2: printf("integer %ld\n", (long)value->integer_value); break;
    case 3: printf("double %.17g\n", value->double_value); break;
    case 4: printf("string %s\n", value->string_value); break;
    case 9:
        printf("strings");
        for (uint32_t i = 0; i < value->string_array_value._length; i++)
            printf(" %s", value->string_array_value._buffer[i]);
        printf("\n");
        break;
    default: printf("type %u\n", value->type); break;
    }
}

// The value's type is that of its text: an integer, a number with a point, or else a string.
static rcl_interfaces_msg_dds__ParameterValue_ parse_value(const char *text)
{
    rcl_interfaces_msg_dds__ParameterValue_ value = {.type = 4, .string_value = (char *)text};
    char *end;
    long long integer = strtoll(text, &end, 10);
    if (*end == '\0') {
        value = (rcl_interfaces_msg_dds__ParameterValue_){.type = 2, .integer_value = integer, .string_value = ""};
        return value;
    }
    double number = strtod(text, &end);
    if (*end == '\0')
        value = (rcl_interfaces_msg_dds__ParameterValue_){.type = 3, .double_value = number, .string_value = ""};
    return value;
}

void set_parameter(dds_entity_t participant, const char *node, const char *name, const char *text)
{
    char service[256];
    snprintf(service, sizeof service, "%s/set_parameters", node);
    client_t client = make_client(participant, service, &rcl_interfaces_srv_dds__SetParameters_Request__desc,
                                  &rcl_interfaces_srv_dds__SetParameters_Response__desc);
    rcl_interfaces_msg_dds__Parameter_ parameter = {.name = (char *)name, .value = parse_value(text)};
    const rcl_interfaces_srv_dds__SetParameters_Request_ request = {
        .client = client.handle, .number = 1,
        .parameters = {._maximum = 1, ._length = 1, ._buffer = &parameter},
    };
    CHECK(dds_write(client.requests, &request));
    const rcl_interfaces_srv_dds__SetParameters_Response_ *response = answer(&client, 1);
    for (uint32_t i = 0; i < response->results._length; i++)
        printf("%s %s\n", response->results._buffer[i].successful ? "successful" : "refused", response->results._buffer[i].reason);
}

void get_parameter(dds_entity_t participant, const char *node, const char *name)
{
    char service[256];
    snprintf(service, sizeof service, "%s/get_parameters", node);
    client_t client = make_client(participant, service, &rcl_interfaces_srv_dds__GetParameters_Request__desc,
                                  &rcl_interfaces_srv_dds__GetParameters_Response__desc);
    char *names[] = {(char *)name};
    const rcl_interfaces_srv_dds__GetParameters_Request_ request = {
        .client = client.handle, .number = 1, .names = {._maximum = 1, ._length = 1, ._buffer = names},
    };
    CHECK(dds_write(client.requests, &request));
    const rcl_interfaces_srv_dds__GetParameters_Response_ *response = answer(&client, 1);
    for (uint32_t i = 0; i < response->values._length; i++)
        print_value(&response->values._buffer[i]);
}
