// Asks the original tf2 (its ROS 1 release, which Debian has; the buffer's core is the same) where frames are, in a random
// life of a tree: frames that move, stand, change their parent, come late or too late. Writes Golden/tf2.txt.
//
//   apt-get install libtf2-dev
//   g++ -std=c++17 tf2_golden.cpp -ltf2 -lrostime -lconsole_bridge -o tf2_golden && ./tf2_golden > ../Golden/tf2.txt
//
// set PARENT CHILD STATIC STAMP X Y Z QX QY QZ QW TAKEN
// lookup TARGET SOURCE STAMP RESULT
// travel TARGET STAMP SOURCE STAMP FIXED RESULT
// clear
// RESULT is "ok STAMP X Y Z QX QY QZ QW", or which exception came.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <set>
#include <string>

#include <console_bridge/console.h>
#include <tf2/buffer_core.h>
#include <tf2/exceptions.h>

static std::mt19937_64 engine(20240523);

static double uniform(double from, double to) { return std::uniform_real_distribution<double>(from, to)(engine); }
static bool chance(double probability) { return uniform(0, 1) < probability; }
static int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine); }
static std::string name(int frame) { return "f" + std::to_string(frame); }
static double rounded(double value, double unit) { return std::round(value / unit) * unit; }

static ros::Time time_of(int64_t ns) { return ros::Time(uint32_t(ns / 1000000000), uint32_t(ns % 1000000000)); }

static std::string print(const geometry_msgs::TransformStamped& t)
{
    const auto& p = t.transform.translation;
    const auto& q = t.transform.rotation;
    char line[256];
    std::snprintf(line, sizeof line, "ok %llu %.9g %.9g %.9g %.9g %.9g %.9g %.9g", (unsigned long long)t.header.stamp.toNSec(),
                  p.x, p.y, p.z, q.x, q.y, q.z, q.w);
    return line;
}

template <typename Ask> static std::string answer(Ask ask)
{
    try { return print(ask()); }
    catch (const tf2::ExtrapolationException&) { return "extrapolation"; }
    catch (const tf2::ConnectivityException&) { return "connectivity"; }
    catch (const tf2::LookupException&) { return "lookup"; }
    catch (const tf2::InvalidArgumentException&) { return "invalid"; }
}

int main()
{
    // f0 to f9 are one tree, f10 and f11 another; f12 is never spoken of.
    const int frames = 10;
    console_bridge::noOutputHandler();
    tf2::BufferCore buffer;
    std::set<std::pair<int, int64_t>> seen;
    int64_t now = 1000LL * 1000000000;
    int parents[frames];
    for (int child = 1; child < frames; child++) parents[child] = pick(0, child - 1);
    for (int step = 0; step < 1200; step++)
    {
        now += int64_t(uniform(0, 0.2) * 1e9);
        int child = pick(1, frames);
        if (step % 400 == 399)
        {
            buffer.clear();
            std::printf("clear\n");
        }
        else if (step < 20 || chance(0.6))
        {
            bool second_tree = child == frames;
            // Parents have lower numbers, so that no loop can close.
            if (!second_tree && chance(0.04)) parents[child] = pick(0, child - 1);
            // A frame is static for life: only the tf2 of ROS 2 starts a new history when that changes.
            bool is_static = !second_tree && child % 4 == 0;
            int64_t stamp = now - (chance(0.1) ? int64_t(uniform(0, 14) * 1e9) : 0);
            if (!seen.insert({child, stamp}).second) continue;
            geometry_msgs::TransformStamped t;
            t.header.stamp = time_of(stamp);
            t.header.frame_id = second_tree ? "f10" : name(parents[child]);
            t.child_frame_id = second_tree ? "f11" : name(child);
            double q[4], length = 0;
            for (double& part : q) length += (part = uniform(-1, 1)) * part;
            for (double& part : q) part = rounded(part / std::sqrt(length), 1e-9);
            t.transform.translation.x = rounded(uniform(-9, 9), 0.01);
            t.transform.translation.y = rounded(uniform(-9, 9), 0.01);
            t.transform.translation.z = rounded(uniform(-9, 9), 0.01);
            t.transform.rotation.x = q[0], t.transform.rotation.y = q[1], t.transform.rotation.z = q[2], t.transform.rotation.w = q[3];
            bool taken = buffer.setTransform(t, "golden", is_static);
            std::printf("set %s %s %d %s %d\n", t.header.frame_id.c_str(), t.child_frame_id.c_str(), is_static, print(t).c_str() + 3, taken);
        }
        else
        {
            int target = pick(0, frames - 1), source = pick(0, frames - 1), fixed = pick(0, frames - 1);
            if (chance(0.03)) target = 11;
            if (chance(0.02)) source = 12;
            int64_t stamp = chance(0.25) ? 0 : now - int64_t((chance(0.1) ? uniform(-1, 14) : uniform(2, 9)) * 1e9);
            int64_t other = chance(0.1) ? 0 : now - int64_t(uniform(2, 9) * 1e9);
            if (chance(0.75))
                std::printf("lookup %s %s %lld %s\n", name(target).c_str(), name(source).c_str(), (long long)stamp, answer([&] {
                    return buffer.lookupTransform(name(target), name(source), time_of(stamp)); }).c_str());
            else
                std::printf("travel %s %lld %s %lld %s %s\n", name(target).c_str(), (long long)stamp, name(source).c_str(),
                            (long long)other, name(fixed).c_str(), answer([&] {
                    return buffer.lookupTransform(name(target), time_of(stamp), name(source), time_of(other), name(fixed)); }).c_str());
        }
    }
}
