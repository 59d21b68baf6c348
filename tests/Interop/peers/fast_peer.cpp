// A peer in C++ on types that fastddsgen made from the IDL files beside this one, with the QoS of rmw_fastrtps. What runs
// until it is killed prints a line for everything that happens.
//   publish-image TOPIC RAW_BGR WIDTH HEIGHT   sends the picture until it is killed, 10 times a second
//   publish-detections TOPIC                   sends two detections with known values until it is killed
//   read-detections TOPIC | read-objects TOPIC | read-image TOPIC   prints the first message as lines of text, below a line
//                                              "matched" when a writer is found: what is sent from then on is not missed
//   talk PREFIX | listen PREFIX                texts on a topic for each QoS, every 50 ms; readers of each QoS for each of them
//   talk-once TOPIC TEXT                       keeps one text for late joiners
//   serve SERVICE | call SERVICE A B           AddTwoInts; the client waits 3 s for an answer to what the server has
//   serve-text SERVICE SIZE                    Trigger, which answers with so many letters
#include "fast_peer.h"

#include <cinttypes>
#include <fstream>
#include <iterator>

#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>
#include <fastrtps/utils/IPLocator.h>

#include "perceptionPubSubTypes.h"

using namespace eprosima::fastdds::dds;
using namespace std::chrono_literals;

namespace {

DomainParticipant* join(uint32_t domain)
{
    DomainParticipantQos qos;
    // Shared memory is of no use to another implementation; large images want large sockets.
    auto udp = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
    udp->receiveBufferSize = udp->sendBufferSize = 4 << 20;
    qos.transport().use_builtin_transports = false;
    qos.transport().user_transports.push_back(udp);
    qos.wire_protocol().builtin.discovery_config.leaseDuration = {4, 0};
    qos.wire_protocol().builtin.discovery_config.leaseDuration_announcementperiod = {1, 0};
    // Loopback without multicast: the first participants of the domain, by the port rule of RTPS 9.6.1.1.
    for (uint32_t participant = 0; participant < 8; participant++) {
        eprosima::fastrtps::rtps::Locator_t locator;
        eprosima::fastrtps::rtps::IPLocator::setIPv4(locator, "127.0.0.1");
        locator.port = 7400 + 250 * domain + 10 + 2 * participant;
        qos.wire_protocol().builtin.initialPeersList.push_back(locator);
    }
    return DomainParticipantFactory::get_instance()->create_participant(domain, qos);
}

template <typename PubSubType, typename Message>
void read_one(DomainParticipant* participant, const std::string& name, Message& message)
{
    DataReader* reader = make_reader<PubSubType>(participant, name);
    SubscriptionMatchedStatus writers;
    for (int i = 0; i < 10000 && writers.current_count == 0; i++) {
        std::this_thread::sleep_for(10ms);
        reader->get_subscription_matched_status(writers);
    }
    std::printf("matched\n");
    for (int i = 0; i < 10000; i++) {
        SampleInfo info;
        if (take(reader, message, info))
            return;
        std::this_thread::sleep_for(10ms);
    }
    std::fprintf(stderr, "nothing came on %s\n", name.c_str());
    std::exit(1);
}

void print_header(const std_msgs::msg::dds_::Header_& header)
{
    std::printf("header %d %u %s\n", header.stamp().sec(), header.stamp().nanosec(), header.frame_id().c_str());
}

template <typename PubSubType, typename Message>
[[noreturn]] void publish_forever(DomainParticipant* participant, const std::string& topic, Message& message)
{
    DataWriter* writer = make_writer<PubSubType>(participant, topic);
    for (;;) {
        writer->write(&message);
        std::this_thread::sleep_for(100ms);
    }
}

void publish_image(DomainParticipant* participant, const std::string& topic, const char* path, uint32_t width, uint32_t height)
{
    std::ifstream file(path, std::ios::binary);
    sensor_msgs::msg::dds_::Image_ image;
    image.header().stamp().sec(1234);
    image.header().stamp().nanosec(5678);
    image.header().frame_id("peer_camera");
    image.width(width);
    image.height(height);
    image.encoding("bgr8");
    image.step(3 * width);
    image.data().assign(std::istreambuf_iterator<char>(file), {});
    publish_forever<sensor_msgs::msg::dds_::Image_PubSubType>(participant, topic, image);
}

void publish_detections(DomainParticipant* participant, const std::string& topic)
{
    vision_msgs::msg::dds_::Detection2DArray_ array;
    array.header().stamp().sec(7);
    array.header().stamp().nanosec(8);
    array.header().frame_id("peer_camera");
    for (int i = 0; i < 2; i++) {
        vision_msgs::msg::dds_::ObjectHypothesisWithPose_ result;
        result.hypothesis().class_id(i == 0 ? "car" : "pedestrian");
        result.hypothesis().score(0.25 * (i + 1));
        result.pose().covariance()[35] = 35.5;
        vision_msgs::msg::dds_::Detection2D_ detection;
        detection.header().frame_id("peer_camera");
        detection.results().push_back(result);
        detection.bbox().center().position().x(10.5 + i);
        detection.bbox().size_y(99.25);
        array.detections().push_back(detection);
    }
    publish_forever<vision_msgs::msg::dds_::Detection2DArray_PubSubType>(participant, topic, array);
}

void read_detections(DomainParticipant* participant, const std::string& topic)
{
    vision_msgs::msg::dds_::Detection2DArray_ array;
    read_one<vision_msgs::msg::dds_::Detection2DArray_PubSubType>(participant, topic, array);
    print_header(array.header());
    for (const auto& d : array.detections())
        std::printf("%s %.17g %.17g %.17g %.17g %.17g\n", d.results()[0].hypothesis().class_id().c_str(),
                    d.results()[0].hypothesis().score(), d.bbox().center().position().x(), d.bbox().center().position().y(),
                    d.bbox().size_x(), d.bbox().size_y());
}

void read_objects(DomainParticipant* participant, const std::string& topic)
{
    tier4_perception_msgs::msg::dds_::DetectedObjectsWithFeature_ array;
    read_one<tier4_perception_msgs::msg::dds_::DetectedObjectsWithFeature_PubSubType>(participant, topic, array);
    print_header(array.header());
    for (const auto& o : array.feature_objects()) {
        const auto& roi = o.feature().roi();
        const auto& classification = o.detected().classification()[0];
        std::printf("%u %.9g %.9g %u %u %u %u\n", classification.label(), classification.probability(),
                    o.detected().existence_probability(), roi.x_offset(), roi.y_offset(), roi.width(), roi.height());
    }
}

void read_image(DomainParticipant* participant, const std::string& topic)
{
    sensor_msgs::msg::dds_::Image_ image;
    read_one<sensor_msgs::msg::dds_::Image_PubSubType>(participant, topic, image);
    uint64_t hash = 14695981039346656037u;
    for (uint8_t octet : image.data())
        hash = (hash ^ octet) * 1099511628211u;
    print_header(image.header());
    std::printf("%u %u %s %u %zu %016" PRIx64 "\n", image.width(), image.height(), image.encoding().c_str(), image.step(),
                image.data().size(), hash);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
        return 2;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const char* domain = std::getenv("ROS_DOMAIN_ID");
    DomainParticipant* participant = join(domain ? std::atoi(domain) : 0);
    const std::string command = argv[1], topic = argv[2];
    if (command == "publish-image" && argc == 6)
        publish_image(participant, topic, argv[3], std::atoi(argv[4]), std::atoi(argv[5]));
    else if (command == "publish-detections")
        publish_detections(participant, topic);
    else if (command == "read-detections")
        read_detections(participant, topic);
    else if (command == "read-objects")
        read_objects(participant, topic);
    else if (command == "read-image")
        read_image(participant, topic);
    else if (command == "talk")
        talk(participant, topic);
    else if (command == "listen")
        listen_to(participant, topic);
    else if (command == "talk-once" && argc == 4)
        talk_once(participant, topic, argv[3]);
    else if (command == "serve")
        serve(participant, topic);
    else if (command == "serve-text" && argc == 4)
        serve_text(participant, topic, std::atoi(argv[3]));
    else if (command == "call" && argc == 5)
        call(participant, topic, std::atol(argv[3]), std::atol(argv[4]));
    else
        return 2;
    std::fflush(stdout);
    // The message is out; taking the participant down in order would only wait for peers.
    std::_Exit(0);
}
