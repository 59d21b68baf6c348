// Topics in every quality of service.
#include "fast_peer.h"
#include "perceptionPubSubTypes.h"

using namespace std::chrono_literals;
using Text = std_msgs::msg::dds_::String_;
using TextType = std_msgs::msg::dds_::String_PubSubType;

namespace {

constexpr int kinds = 4;
const char* const names[kinds] = {"reliable_volatile", "reliable_transient_local", "best_effort_volatile", "best_effort_transient_local"};

bool is_reliable(int kind) { return kind < 2; }

bool is_transient_local(int kind) { return kind % 2 == 1; }

}  // namespace

void talk(fast::DomainParticipant* participant, const std::string& prefix)
{
    fast::DataWriter* writers[kinds];
    for (int kind = 0; kind < kinds; kind++)
        writers[kind] = make_writer<TextType>(participant, prefix + "/" + names[kind], is_reliable(kind), is_transient_local(kind));
    for (int count = 0;; count++) {
        Text message;
        message.data("peer " + std::to_string(count));
        for (auto* writer : writers)
            writer->write(&message);
        std::this_thread::sleep_for(50ms);
    }
}

void listen_to(fast::DomainParticipant* participant, const std::string& prefix)
{
    fast::DataReader* readers[kinds][kinds];
    for (int offered = 0; offered < kinds; offered++)
        for (int requested = 0; requested < kinds; requested++)
            readers[offered][requested] = make_reader<TextType>(
                participant, prefix + "/" + names[offered], is_reliable(requested), is_transient_local(requested));
    for (;;) {
        Text message;
        fast::SampleInfo info;
        for (int i = 0; i < kinds * kinds; i++)
            while (take(readers[i / kinds][i % kinds], message, info))
                std::printf("%s %s %s\n", names[i / kinds], names[i % kinds], message.data().c_str());
        std::this_thread::sleep_for(10ms);
    }
}

void talk_once(fast::DomainParticipant* participant, const std::string& topic, const std::string& text)
{
    Text message;
    message.data(text);
    make_writer<TextType>(participant, topic, true, true)->write(&message);
    std::printf("written\n");
    for (;;)
        std::this_thread::sleep_for(1s);
}
