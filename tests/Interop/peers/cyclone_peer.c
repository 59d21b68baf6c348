// A peer in C on types that Cyclone's own compiler made from the IDL files beside this one. What runs until it is killed
// prints a line for everything that happens.
//   publish-image TOPIC RAW_BGR WIDTH HEIGHT   sends the picture until it is killed, 10 times a second
//   read-detections TOPIC | read-objects TOPIC | read-image TOPIC   prints the first message as lines of text, below a line
//                                              "matched" when a writer is found: what is sent from then on is not missed
//   publish-detections TOPIC                   sends two detections with known values until it is killed
//   talk PREFIX | listen PREFIX                texts on a topic for each QoS, every 50 ms; readers of each QoS for each of them
//   talk-once TOPIC TEXT                       keeps one text for late joiners
//   count-images TOPIC                         prints a line for each image
//   serve SERVICE | call SERVICE A B           AddTwoInts; the client calls with B+1, B+2 and B+3
//   set-parameter NODE NAME VALUE | get-parameter NODE NAME
//   announce NODE jazzy|humble                 tells of a node /peer/NODE
//   read-graph jazzy|humble                    prints which nodes others tell of
#include "cyclone_peer.h"

#include "perception.h"

static dds_qos_t *reliable(void) { return make_qos(true, false); }

static void publish_forever(dds_entity_t participant, const char *topic, const dds_topic_descriptor_t *type, const void *sample)
{
    dds_entity_t writer = make_writer(participant, topic, type, reliable());
    for (;;) {
        CHECK(dds_write(writer, sample));
        dds_sleepfor(DDS_MSECS(100));
    }
}

static void *read_one(dds_entity_t participant, const char *topic, const dds_topic_descriptor_t *type)
{
    dds_entity_t reader = make_reader(participant, topic, type, reliable());
    dds_subscription_matched_status_t writers = {0};
    for (int i = 0; i < 10000 && writers.current_count == 0; i++) {
        dds_sleepfor(DDS_MSECS(10));
        CHECK(dds_get_subscription_matched_status(reader, &writers));
    }
    printf("matched\n");
    return take_one(reader, topic);
}

static void print_header(const std_msgs_msg_dds__Header_ *header)
{
    printf("header %d %u %s\n", header->stamp.sec, header->stamp.nanosec, header->frame_id);
}

static void publish_image(dds_entity_t participant, const char *topic, const char *path, uint32_t width, uint32_t height)
{
    uint32_t size = width * height * 3;
    uint8_t *pixels = malloc(size);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(pixels, 1, size, file) != size) {
        fprintf(stderr, "%s has no %u bytes\n", path, size);
        exit(1);
    }
    sensor_msgs_msg_dds__Image_ image = {
        .header = {.stamp = {.sec = 1234, .nanosec = 5678}, .frame_id = "peer_camera"},
        .height = height, .width = width, .encoding = "bgr8", .step = width * 3,
        .data = {._maximum = size, ._length = size, ._buffer = pixels},
    };
    publish_forever(participant, topic, &sensor_msgs_msg_dds__Image__desc, &image);
}

static void publish_detections(dds_entity_t participant, const char *topic)
{
    vision_msgs_msg_dds__ObjectHypothesisWithPose_ results[2] = {0};
    vision_msgs_msg_dds__Detection2D_ detections[2] = {0};
    for (int i = 0; i < 2; i++) {
        results[i].hypothesis.class_id = i == 0 ? "car" : "pedestrian";
        results[i].hypothesis.score = 0.25 * (i + 1);
        results[i].pose.covariance[35] = 35.5;
        detections[i].header.frame_id = "peer_camera";
        detections[i].results._buffer = &results[i];
        detections[i].results._length = detections[i].results._maximum = 1;
        detections[i].bbox.center.position.x = 10.5 + i;
        detections[i].bbox.size_y = 99.25;
        detections[i].id = "";
    }
    vision_msgs_msg_dds__Detection2DArray_ array = {
        .header = {.stamp = {.sec = 7, .nanosec = 8}, .frame_id = "peer_camera"},
        .detections = {._maximum = 2, ._length = 2, ._buffer = detections},
    };
    publish_forever(participant, topic, &vision_msgs_msg_dds__Detection2DArray__desc, &array);
}

static void read_detections(dds_entity_t participant, const char *topic)
{
    const vision_msgs_msg_dds__Detection2DArray_ *array = read_one(participant, topic, &vision_msgs_msg_dds__Detection2DArray__desc);
    print_header(&array->header);
    for (uint32_t i = 0; i < array->detections._length; i++) {
        const vision_msgs_msg_dds__Detection2D_ *d = &array->detections._buffer[i];
        printf("%s %.17g %.17g %.17g %.17g %.17g\n", d->results._buffer[0].hypothesis.class_id, d->results._buffer[0].hypothesis.score,
               d->bbox.center.position.x, d->bbox.center.position.y, d->bbox.size_x, d->bbox.size_y);
    }
}

static void read_objects(dds_entity_t participant, const char *topic)
{
    const tier4_perception_msgs_msg_dds__DetectedObjectsWithFeature_ *array =
        read_one(participant, topic, &tier4_perception_msgs_msg_dds__DetectedObjectsWithFeature__desc);
    print_header(&array->header);
    for (uint32_t i = 0; i < array->feature_objects._length; i++) {
        const tier4_perception_msgs_msg_dds__DetectedObjectWithFeature_ *o = &array->feature_objects._buffer[i];
        const sensor_msgs_msg_dds__RegionOfInterest_ *roi = &o->feature.roi;
        printf("%u %.9g %.9g %u %u %u %u\n", o->detected.classification._buffer[0].label, o->detected.classification._buffer[0].probability,
               o->detected.existence_probability, roi->x_offset, roi->y_offset, roi->width, roi->height);
    }
}

static void read_image(dds_entity_t participant, const char *topic)
{
    const sensor_msgs_msg_dds__Image_ *image = read_one(participant, topic, &sensor_msgs_msg_dds__Image__desc);
    uint64_t hash = 14695981039346656037u;
    for (uint32_t i = 0; i < image->data._length; i++)
        hash = (hash ^ image->data._buffer[i]) * 1099511628211u;
    print_header(&image->header);
    printf("%u %u %s %u %u %016lx\n", image->width, image->height, image->encoding, image->step, image->data._length, (unsigned long)hash);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    const char *domain = getenv("ROS_DOMAIN_ID");
    const char *command = argv[1], *topic = argv[2];
    dds_qos_t *qos = dds_create_qos();
    if (strcmp(command, "announce") == 0)
        dds_qset_userdata(qos, "enclave=/;", strlen("enclave=/;"));
    dds_entity_t participant = CHECK(dds_create_participant(domain ? (dds_domainid_t)atoi(domain) : 0, qos, NULL));
    if (strcmp(command, "publish-image") == 0 && argc == 6)
        publish_image(participant, topic, argv[3], (uint32_t)atoi(argv[4]), (uint32_t)atoi(argv[5]));
    else if (strcmp(command, "publish-detections") == 0)
        publish_detections(participant, topic);
    else if (strcmp(command, "read-detections") == 0)
        read_detections(participant, topic);
    else if (strcmp(command, "read-objects") == 0)
        read_objects(participant, topic);
    else if (strcmp(command, "read-image") == 0)
        read_image(participant, topic);
    else if (strcmp(command, "talk") == 0)
        talk(participant, topic);
    else if (strcmp(command, "listen") == 0)
        listen_to(participant, topic);
    else if (strcmp(command, "talk-once") == 0 && argc == 4)
        talk_once(participant, topic, argv[3]);
    else if (strcmp(command, "count-images") == 0)
        count_images(participant, topic);
    else if (strcmp(command, "serve") == 0)
        serve(participant, topic);
    else if (strcmp(command, "call") == 0 && argc == 5)
        call(participant, topic, argv[3], argv[4]);
    else if (strcmp(command, "set-parameter") == 0 && argc == 5)
        set_parameter(participant, topic, argv[3], argv[4]);
    else if (strcmp(command, "get-parameter") == 0 && argc == 4)
        get_parameter(participant, topic, argv[3]);
    else if (strcmp(command, "announce") == 0 && argc == 4)
        announce(participant, topic, strcmp(argv[3], "humble") == 0);
    else if (strcmp(command, "read-graph") == 0)
        read_graph(participant, strcmp(topic, "humble") == 0);
    else
        return 2;
    fflush(stdout);
    return CHECK(dds_delete(participant));
}
