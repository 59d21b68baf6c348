// What the parts of the C++ peer share.
#pragma once
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/Topic.hpp>

namespace fast = eprosima::fastdds::dds;

// A participant may use a topic in several qualities of service, but has it once.
template <typename PubSubType>
fast::Topic* make_topic(fast::DomainParticipant* participant, const std::string& name)
{
    if (auto* known = dynamic_cast<fast::Topic*>(participant->lookup_topicdescription(name)))
        return known;
    fast::TypeSupport type(new PubSubType());
    type->auto_fill_type_object(false);
    type->auto_fill_type_information(false);
    type.register_type(participant);
    return participant->create_topic(name, type.get_type_name(), fast::TOPIC_QOS_DEFAULT);
}

// QoS as rmw_fastrtps makes it from a profile.
template <typename Qos>
Qos make_qos(bool reliable, bool transient_local)
{
    Qos qos;
    qos.reliability().kind = reliable ? fast::RELIABLE_RELIABILITY_QOS : fast::BEST_EFFORT_RELIABILITY_QOS;
    qos.durability().kind = transient_local ? fast::TRANSIENT_LOCAL_DURABILITY_QOS : fast::VOLATILE_DURABILITY_QOS;
    qos.history().depth = 10;
    qos.endpoint().history_memory_policy = eprosima::fastrtps::rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    return qos;
}

template <typename PubSubType>
fast::DataWriter* make_writer(fast::DomainParticipant* participant, const std::string& topic, bool reliable = true, bool transient_local = false)
{
    auto qos = make_qos<fast::DataWriterQos>(reliable, transient_local);
    qos.publish_mode().kind = fast::ASYNCHRONOUS_PUBLISH_MODE;
    return participant->create_publisher(fast::PUBLISHER_QOS_DEFAULT)->create_datawriter(make_topic<PubSubType>(participant, topic), qos);
}

template <typename PubSubType>
fast::DataReader* make_reader(fast::DomainParticipant* participant, const std::string& topic, bool reliable = true, bool transient_local = false)
{
    auto qos = make_qos<fast::DataReaderQos>(reliable, transient_local);
    return participant->create_subscriber(fast::SUBSCRIBER_QOS_DEFAULT)->create_datareader(make_topic<PubSubType>(participant, topic), qos);
}

template <typename Message>
bool take(fast::DataReader* reader, Message& message, fast::SampleInfo& info)
{
    return reader->take_next_sample(&message, &info) == ReturnCode_t::RETCODE_OK && info.valid_data;
}

void talk(fast::DomainParticipant* participant, const std::string& prefix);
void listen_to(fast::DomainParticipant* participant, const std::string& prefix);
void talk_once(fast::DomainParticipant* participant, const std::string& topic, const std::string& text);

void serve(fast::DomainParticipant* participant, const std::string& service);
void serve_text(fast::DomainParticipant* participant, const std::string& service, size_t size);
void call(fast::DomainParticipant* participant, const std::string& service, long a, long b);
