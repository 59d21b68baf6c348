// Services by rmw_fastrtps's convention: messages are plain, and the inline QoS related_sample_identity says whose they are.
// A client writes its reader of answers there; a server writes there what it got, or the identity of the request itself.
#include "fast_peer.h"

#include <fastdds/rtps/common/WriteParams.h>

#include "servicesPubSubTypes.h"

using namespace std::chrono_literals;
using eprosima::fastrtps::rtps::GUID_t;
using eprosima::fastrtps::rtps::WriteParams;
namespace example = example_interfaces::srv::dds_;
namespace standard = std_srvs::srv::dds_;

namespace {

// Each client writes requests and reads answers; an answer is lost on a client whose reader is not found yet.
void await_readers(fast::DataReader* requests, fast::DataWriter* replies)
{
    for (int i = 0; i < 10000; i++) {
        fast::SubscriptionMatchedStatus writers;
        fast::PublicationMatchedStatus readers;
        requests->get_subscription_matched_status(writers);
        replies->get_publication_matched_status(readers);
        if (readers.current_count >= writers.current_count)
            return;
        std::this_thread::sleep_for(2ms);
    }
}

template <typename RequestType, typename ResponseType, typename Request, typename Handler>
[[noreturn]] void serve_forever(fast::DomainParticipant* participant, const std::string& service, Request request, Handler handler)
{
    auto* requests = make_reader<RequestType>(participant, "rq" + service + "Request");
    auto* replies = make_writer<ResponseType>(participant, "rr" + service + "Reply");
    std::printf("ready\n");
    for (;;) {
        fast::SampleInfo info;
        while (!take(requests, request, info))
            std::this_thread::sleep_for(2ms);
        await_readers(requests, replies);
        auto response = handler(request);
        WriteParams parameters;
        auto asker = info.related_sample_identity.writer_guid();
        parameters.related_sample_identity().writer_guid() = asker == GUID_t::unknown() ? info.sample_identity.writer_guid() : asker;
        parameters.related_sample_identity().sequence_number() = info.sample_identity.sequence_number();
        replies->write(&response, parameters);
    }
}

}  // namespace

void serve(fast::DomainParticipant* participant, const std::string& service)
{
    serve_forever<example::AddTwoInts_Request_PubSubType, example::AddTwoInts_Response_PubSubType>(
        participant, service, example::AddTwoInts_Request_(), [](const example::AddTwoInts_Request_& request) {
            std::printf("served %ld %ld\n", request.a(), request.b());
            example::AddTwoInts_Response_ response;
            response.sum(request.a() + request.b());
            return response;
        });
}

void serve_text(fast::DomainParticipant* participant, const std::string& service, size_t size)
{
    serve_forever<standard::Trigger_Request_PubSubType, standard::Trigger_Response_PubSubType>(
        participant, service, standard::Trigger_Request_(), [size](const standard::Trigger_Request_&) {
            standard::Trigger_Response_ response;
            response.success(true);
            for (size_t i = 0; i < size; i++)
                response.message().push_back(static_cast<char>('a' + i % 26));
            return response;
        });
}

void call(fast::DomainParticipant* participant, const std::string& service, long a, long b)
{
    auto* replies = make_reader<example::AddTwoInts_Response_PubSubType>(participant, "rr" + service + "Reply");
    auto* requests = make_writer<example::AddTwoInts_Request_PubSubType>(participant, "rq" + service + "Request");
    fast::PublicationMatchedStatus matched;
    for (int i = 0; i < 10000 && matched.current_count == 0; i++) {
        requests->get_publication_matched_status(matched);
        std::this_thread::sleep_for(10ms);
    }
    example::AddTwoInts_Request_ request;
    request.a(a);
    request.b(b);
    WriteParams parameters;
    parameters.related_sample_identity().writer_guid() = replies->guid();
    requests->write(&request, parameters);
    requests->wait_for_acknowledgments({60, 0});
    for (int i = 0; i < 300; i++) {
        example::AddTwoInts_Response_ response;
        fast::SampleInfo info;
        if (take(replies, response, info) && info.related_sample_identity.writer_guid() == replies->guid() &&
            info.related_sample_identity.sequence_number() == parameters.sample_identity().sequence_number()) {
            std::printf("sum %ld\n", response.sum());
            return;
        }
        std::this_thread::sleep_for(10ms);
    }
    std::printf("no answer\n");
}
