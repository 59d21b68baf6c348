using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>Domains of this process: Cyclone configures a domain once, so contexts on the same one share it.</summary>
internal static class DdsDomain
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, (int Handle, int Users)> Domains = [];

    public static void Acquire(int domainId)
    {
        lock (Gate)
        {
            var (handle, users) = Domains.GetValueOrDefault(domainId);
            if (users == 0)
            {
                handle = DdsException.Check(
                    Ddsc.dds_create_domain((uint)domainId,
                        DomainConfiguration.Build(Environment.GetEnvironmentVariable)),
                    $"domain {domainId} (its configuration comes from ROS_AUTOMATIC_DISCOVERY_RANGE, " +
                    "ROS_STATIC_PEERS and CYCLONEDDS_URI)");
            }

            Domains[domainId] = (handle, users + 1);
        }
    }

    public static void Release(int domainId)
    {
        lock (Gate)
        {
            var (handle, users) = Domains[domainId];
            if (users > 1)
            {
                Domains[domainId] = (handle, users - 1);
                return;
            }

            Domains.Remove(domainId);
            Ddsc.dds_delete(handle);
        }
    }
}
