using System.Runtime.InteropServices;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Graph;

/// <summary>A DDS reader or writer as discovery told of it.</summary>
internal sealed unsafe class DiscoveredEndpoint
{
    public DiscoveredEndpoint(BuiltinEndpoint* endpoint, bool isWriter)
    {
        Guid = EndpointGuid.From(new ReadOnlySpan<byte>(endpoint->Key, 16));
        Participant = EndpointGuid.From(new ReadOnlySpan<byte>(endpoint->ParticipantKey, 16));
        DdsTopic = Marshal.PtrToStringUTF8(endpoint->TopicName) ?? "";
        DdsType = Marshal.PtrToStringUTF8(endpoint->TypeName) ?? "";
        TypeHash = ServiceWire.UserValue(endpoint->Qos, "typehash") ?? "";
        IsWriter = isWriter;
        Qos = ReadQos(endpoint->Qos);
    }

    public EndpointGuid Guid { get; }

    public EndpointGuid Participant { get; }

    public string DdsTopic { get; }

    public string DdsType { get; }

    public string TypeHash { get; }

    public bool IsWriter { get; }

    public QosProfile Qos { get; }

    public TopicEndpoint? AsTopic(string? node) =>
        DdsTopic.StartsWith("rt/", StringComparison.Ordinal) && RosNames.FromDdsType(DdsType) is { } type
            ? new TopicEndpoint(DdsTopic[2..], type, TypeHash, IsWriter, Qos, node, Guid.ToString())
            : null;

    /// <summary>The service that this is one half of, seen from its request topic; null for everything else.</summary>
    public ServiceEndpoint? AsService(string? node)
    {
        const string Suffix = "Request";
        if (!DdsTopic.StartsWith("rq/", StringComparison.Ordinal) ||
            !DdsTopic.EndsWith(Suffix, StringComparison.Ordinal) ||
            RosNames.FromDdsType(DdsType) is not { } type || !type.EndsWith("_" + Suffix, StringComparison.Ordinal))
        {
            return null;
        }

        return new ServiceEndpoint(DdsTopic[2..^Suffix.Length], type[..^(Suffix.Length + 1)], !IsWriter, node,
            Guid.IsFastDds);
    }

    private static QosProfile ReadQos(nint qos)
    {
        int reliability = 0, durability = 0, history = 0, depth = 0, liveliness = 0;
        long blocking = 0, deadline = DdsDuration.Forever, lifespan = DdsDuration.Forever, lease = DdsDuration.Forever;
        Ddsc.dds_qget_reliability(qos, &reliability, &blocking);
        Ddsc.dds_qget_durability(qos, &durability);
        Ddsc.dds_qget_history(qos, &history, &depth);
        Ddsc.dds_qget_deadline(qos, &deadline);
        Ddsc.dds_qget_lifespan(qos, &lifespan);
        Ddsc.dds_qget_liveliness(qos, &liveliness, &lease);
        return new QosProfile
        {
            Reliability = reliability == 1 ? ReliabilityPolicy.Reliable : ReliabilityPolicy.BestEffort,
            Durability = durability >= 1 ? DurabilityPolicy.TransientLocal : DurabilityPolicy.Volatile,
            History = history == 1 ? HistoryPolicy.KeepAll : HistoryPolicy.KeepLast,
            Depth = Math.Max(0, depth),
            Deadline = Duration(deadline),
            Lifespan = Duration(lifespan),
            Liveliness = liveliness == 2 ? LivelinessPolicy.ManualByTopic : LivelinessPolicy.Automatic,
            LivelinessLease = Duration(lease),
        };
    }

    private static TimeSpan? Duration(long nanoseconds) =>
        nanoseconds == DdsDuration.Forever ? null : TimeSpan.FromTicks(nanoseconds / 100);
}
