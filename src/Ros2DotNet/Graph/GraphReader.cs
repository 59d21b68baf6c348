using System.Runtime.InteropServices;
using System.Text;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Graph;

/// <summary>Reads DDS's builtin topics, which list every endpoint that was discovered.</summary>
internal sealed unsafe class GraphReader(int participant)
{
    private const int MaximumEndpoints = 4096;
    private const int Alive = 1 << 4;

    private readonly Lock _gate = new();
    private readonly int _publications = DdsException.Check(Ddsc.dds_create_reader(participant, Ddsc.BuiltinPublications, 0, 0), "graph");
    private readonly int _subscriptions = DdsException.Check(Ddsc.dds_create_reader(participant, Ddsc.BuiltinSubscriptions, 0, 0), "graph");

    public IReadOnlyList<TopicEndpoint> Read()
    {
        var endpoints = new List<TopicEndpoint>();
        lock (_gate)
        {
            Read(_publications, true, endpoints);
            Read(_subscriptions, false, endpoints);
        }

        return endpoints;
    }

    private static void Read(int reader, bool publications, List<TopicEndpoint> endpoints)
    {
        var samples = new nint[MaximumEndpoints];
        var infos = new SampleInfo[MaximumEndpoints];
        fixed (nint* sample = samples)
        fixed (SampleInfo* info = infos)
        {
            var count = Ddsc.dds_read(reader, sample, info, MaximumEndpoints, MaximumEndpoints);
            if (count <= 0)
            {
                return;
            }

            for (var i = 0; i < count; i++)
            {
                if (info[i].ValidData != 0 && info[i].InstanceState == Alive && Endpoint((BuiltinEndpoint*)sample[i], publications) is { } endpoint)
                {
                    endpoints.Add(endpoint);
                }
            }

            Ddsc.dds_return_loan(reader, sample, count);
        }
    }

    private static TopicEndpoint? Endpoint(BuiltinEndpoint* endpoint, bool publication)
    {
        var topic = Marshal.PtrToStringUTF8(endpoint->TopicName) ?? "";
        var type = RosNames.FromDdsType(Marshal.PtrToStringUTF8(endpoint->TypeName) ?? "");
        if (!topic.StartsWith("rt/", StringComparison.Ordinal) || type is null)
        {
            return null;
        }

        int reliability = 0, durability = 0;
        long blocking = 0;
        Ddsc.dds_qget_reliability(endpoint->Qos, &reliability, &blocking);
        Ddsc.dds_qget_durability(endpoint->Qos, &durability);
        return new TopicEndpoint(topic[2..], type, TypeHash(endpoint->Qos), publication,
            reliability == 1 ? ReliabilityPolicy.Reliable : ReliabilityPolicy.BestEffort,
            durability >= 1 ? DurabilityPolicy.TransientLocal : DurabilityPolicy.Volatile);
    }

    private static string TypeHash(nint qos)
    {
        byte* data = null;
        nuint length = 0;
        if (!Ddsc.dds_qget_userdata(qos, &data, &length) || data is null)
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(data, (int)length);
        Ddsc.dds_free(data);
        const string Key = "typehash=";
        var start = text.IndexOf(Key, StringComparison.Ordinal);
        return start < 0 ? "" : text[(start + Key.Length)..].Split(';')[0];
    }
}
