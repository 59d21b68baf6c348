// Asks the original message_filters (its ROS 1 release, which Debian has; the algorithm is the same) which messages belong
// together, in random streams. Writes Golden/message_filters.txt.
//
//   apt-get install libmessage-filters-dev
//   g++ -std=c++17 message_filters_golden.cpp -lmessage_filters -lroscpp -lrosconsole -lrostime -lboost_thread -o message_filters_golden
//   ./message_filters_golden > ../Golden/message_filters.txt
//
// policy approximate|exact INPUTS QUEUE_SIZE AGE_PENALTY MAXIMUM_INTERVAL_MS LOWER_BOUND_MS   a new synchronizer
// add INPUT STAMP_MS
// set STAMP_MS...                                                                              came with the last message
#include <cstdio>
#include <random>

#include <boost/make_shared.hpp>
#include <message_filters/sync_policies/approximate_time.h>
#include <message_filters/sync_policies/exact_time.h>
#include <message_filters/synchronizer.h>

struct Message { long stamp_ms; };

namespace ros { namespace message_traits {
template <> struct TimeStamp<Message> {
    static ros::Time value(const Message& m) { return ros::Time(m.stamp_ms / 1000, m.stamp_ms % 1000 * 1000000); }
};
} }

using Pointer = boost::shared_ptr<Message const>;
using Event = ros::MessageEvent<Message const>;
namespace policies = message_filters::sync_policies;

static std::mt19937 engine(20240523);

static int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine); }

static void print(const Pointer& a, const Pointer& b) { std::printf("set %ld %ld\n", a->stamp_ms, b->stamp_ms); }
static void print3(const Pointer& a, const Pointer& b, const Pointer& c) { std::printf("set %ld %ld %ld\n", a->stamp_ms, b->stamp_ms, c->stamp_ms); }
static void print4(const Pointer& a, const Pointer& b, const Pointer& c, const Pointer& d)
{
    std::printf("set %ld %ld %ld %ld\n", a->stamp_ms, b->stamp_ms, c->stamp_ms, d->stamp_ms);
}

template <typename Policy> static void listen(message_filters::Synchronizer<Policy>& sync, std::integral_constant<int, 2>) { sync.registerCallback(print); }
template <typename Policy> static void listen(message_filters::Synchronizer<Policy>& sync, std::integral_constant<int, 3>) { sync.registerCallback(print3); }
template <typename Policy> static void listen(message_filters::Synchronizer<Policy>& sync, std::integral_constant<int, 4>) { sync.registerCallback(print4); }

// Streams of about one rate; of a third of the streams the messages come much later than those of the others.
template <int N, typename Policy> static void run(Policy policy, bool exact, int lower_bound_ms)
{
    message_filters::Synchronizer<Policy> sync(policy);
    listen(sync, std::integral_constant<int, N>());
    long stamps[N], delay[N];
    for (int i = 0; i < N; i++) stamps[i] = exact ? 0 : pick(0, 300), delay[i] = pick(0, 2) ? pick(0, 50) : pick(0, 500);
    for (int step = 0; step < 60 * N; step++)
    {
        int next = 0;
        for (int i = 1; i < N; i++)
            if (stamps[i] + delay[i] < stamps[next] + delay[next]) next = i;
        std::printf("add %d %ld\n", next, stamps[next]);
        Event event(Pointer(boost::make_shared<Message>(Message{stamps[next]})));
        if (next == 0) sync.template add<0>(event);
        if (next == 1) sync.template add<1>(event);
        if constexpr (N > 2) if (next == 2) sync.template add<2>(event);
        if constexpr (N > 3) if (next == 3) sync.template add<3>(event);
        // Of exact streams some messages are missing; others jitter, and stop for a while now and then.
        stamps[next] += exact ? 100 * (pick(0, 5) ? 1 : 2) : std::max(lower_bound_ms, pick(0, 30) ? pick(60, 140) : pick(0, 900));
    }
}

template <int N, typename Approximate, typename Exact> static void cases()
{
    for (int i = 0; i < 6; i++)
    {
        int queue_size = i == 0 ? 1 : pick(2, 10);
        double age_penalty = i % 3 == 0 ? 0 : 0.1 * pick(1, 10);
        int maximum_ms = i % 2 ? 1000000 : pick(20, 80), lower_bound_ms = i % 3 == 2 ? 50 : 0;
        std::printf("policy approximate %d %d %.1f %d %d\n", N, queue_size, age_penalty, maximum_ms, lower_bound_ms);
        Approximate policy(queue_size);
        policy.setAgePenalty(age_penalty);
        policy.setMaxIntervalDuration(ros::Duration(0, 0) + ros::Duration(maximum_ms / 1000, maximum_ms % 1000 * 1000000));
        for (int k = 0; k < N && lower_bound_ms; k++) policy.setInterMessageLowerBound(k, ros::Duration(0, lower_bound_ms * 1000000));
        run<N>(policy, false, lower_bound_ms);
    }

    std::printf("policy exact %d 4 0 0 0\n", N);
    run<N>(Exact(4), true, 0);
}

int main()
{
    ros::Time::init();
    cases<2, policies::ApproximateTime<Message, Message>, policies::ExactTime<Message, Message>>();
    cases<3, policies::ApproximateTime<Message, Message, Message>, policies::ExactTime<Message, Message, Message>>();
    cases<4, policies::ApproximateTime<Message, Message, Message, Message>, policies::ExactTime<Message, Message, Message, Message>>();
}
