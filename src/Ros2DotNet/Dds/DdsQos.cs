using System.Text;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>A <c>dds_qos_t</c>, filled as rmw_cyclonedds fills it.</summary>
internal sealed unsafe class DdsQos : IDisposable
{
    // ROS has no limit. A write that waits holds the writer's lock, which also its end needs: so it waits again and
    // again, see DdsWriter.Send.
    private const long MaximumBlockingNs = 100_000_000;

    private static readonly Lazy<nint> TopicQos = new(CreateTopicQos);
    private nint _handle = Ddsc.dds_create_qos();

    /// <summary>
    /// The one QoS of every topic: two kinds of sertype on one topic name need the same data representation.
    /// </summary>
    public static nint Topic => TopicQos.Value;

    public nint Handle => _handle;

    public static DdsQos ForEndpoint(QosProfile profile, string userData, bool writer)
    {
        var qos = new DdsQos();
        var handle = qos._handle;
        var history = profile.History == HistoryPolicy.KeepAll ? 1 : 0;
        Ddsc.dds_qset_history(handle, history, profile.Depth);
        Ddsc.dds_qset_reliability(handle, profile.Reliability == ReliabilityPolicy.Reliable ? 1 : 0, MaximumBlockingNs);
        Ddsc.dds_qset_durability(handle, profile.Durability == DurabilityPolicy.TransientLocal ? 1 : 0);
        if (profile.Durability == DurabilityPolicy.TransientLocal)
        {
            Ddsc.dds_qset_durability_service(handle, 0, history, profile.Depth, -1, -1, -1);
        }

        if (profile.Lifespan is { } lifespan && writer)
        {
            Ddsc.dds_qset_lifespan(handle, DdsDuration.Of(lifespan));
        }

        if (profile.Deadline is { } deadline)
        {
            Ddsc.dds_qset_deadline(handle, DdsDuration.Of(deadline));
        }

        if (profile.Liveliness != LivelinessPolicy.Automatic || profile.LivelinessLease is not null)
        {
            Ddsc.dds_qset_liveliness(handle, profile.Liveliness == LivelinessPolicy.Automatic ? 0 : 2,
                profile.LivelinessLease is { } lease ? DdsDuration.Of(lease) : DdsDuration.Forever);
        }

        if (writer)
        {
            Ddsc.dds_qset_writer_data_lifecycle(handle, false);
        }

        if (profile.IgnoreLocal)
        {
            Ddsc.dds_qset_ignorelocal(handle, 1);
        }

        return qos.WithUserData(userData);
    }

    public DdsQos WithUserData(string text)
    {
        if (text.Length > 0)
        {
            fixed (byte* bytes = Encoding.UTF8.GetBytes(text))
            {
                Ddsc.dds_qset_userdata(_handle, bytes, (nuint)Encoding.UTF8.GetByteCount(text));
            }
        }

        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
        {
            Ddsc.dds_delete_qos(handle);
        }
    }

    private static nint CreateTopicQos()
    {
        var qos = Ddsc.dds_create_qos();
        short xcdr1 = 0;
        Ddsc.dds_qset_data_representation(qos, 1, &xcdr1);
        return qos;
    }
}
