// The same lookups on the original tf2 (Debian's libtf2-dev).
#include <cstdint>

#include <tf2/buffer_core.h>

static tf2::BufferCore buffer;
static const char* const frames[] = {"map", "odom", "base", "head", "camera"};

static ros::Time time_of(int64_t ns) { return ros::Time(uint32_t(ns / 1000000000), uint32_t(ns % 1000000000)); }

extern "C" void tf2_add(int child, int is_static, int64_t stamp_ns, const double* pose)
{
    geometry_msgs::TransformStamped t;
    t.header.stamp = time_of(stamp_ns);
    t.header.frame_id = frames[child - 1];
    t.child_frame_id = frames[child];
    t.transform.translation.x = pose[0], t.transform.translation.y = pose[1], t.transform.translation.z = pose[2];
    t.transform.rotation.x = pose[3], t.transform.rotation.y = pose[4], t.transform.rotation.z = pose[5];
    t.transform.rotation.w = pose[6];
    buffer.setTransform(t, "bench", is_static);
}

extern "C" double tf2_lookups(int count, int64_t from_ns, int64_t step_ns)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += buffer.lookupTransform("map", "camera", time_of(from_ns + i * step_ns)).transform.translation.x;
    return sum;
}
