using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// Sends one message from an own-sertype writer to an opaque reader in this process, once: the structures that both
/// rest on are not part of Cyclone's stable interface, so a release that changed them must fail here and not in
/// traffic. It runs in a domain of its own that no other process can see, since peers and security rules of the user's
/// are not to be bothered.
/// </summary>
internal static unsafe class SelfTest
{
    private const string TypeName = "ros2dotnet::SelfTest";
    private const string Topic = "ros2dotnet_self_test";
    private static readonly Lock Gate = new();
    private static bool _passed;

    /// <exception cref="DdsException">This libddsc cannot be used.</exception>
    public static void Run(int userDomain)
    {
        lock (Gate)
        {
            if (!_passed)
            {
                SendAndTake(userDomain);
                _passed = true;
            }
        }
    }

    private static void SendAndTake(int userDomain)
    {
        var domainId = (uint)(userDomain == 232 ? 231 : 232);
        using var domain = new DdsEntity(Ddsc.dds_create_domain(domainId, Configuration()), "self-test");
        using var participant = new DdsEntity(Ddsc.dds_create_participant(domainId, 0, 0), "self-test");
        using var qosOfWriter = DdsQos.ForEndpoint(QosProfile.Latched, "", writer: true);
        using var qosOfReader = DdsQos.ForEndpoint(QosProfile.Latched, "", writer: false);
        using var writer = new DdsWriter(participant.Id, Topic, TypeName, qosOfWriter, "self-test");
        using var topic = new DdsEntity(OpaqueTopic.Create(participant.Id, Topic, TypeName), "self-test");
        using var reader =
            new DdsEntity(Ddsc.dds_create_reader(participant.Id, topic.Id, qosOfReader.Handle, 0), "self-test");
        ReadOnlySpan<byte> sent = [0, 1, 0, 0, 0x52, 0x4f, 0x53, 0x32, 5, 6, 7, 8];
        writer.Write(sent);
        if (!Arrives(reader.Id, sent))
        {
            throw new DdsException(
                "this libddsc does not carry a message through its own process; use a release of 0.10 or 11 " +
                "(apt-get install libddsc0debian), or name another with ROS_NET_DDSC");
        }
    }

    private static bool Arrives(int reader, ReadOnlySpan<byte> sent)
    {
        nint serdata = 0;
        SampleInfo info;
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            if (Ddsc.dds_takecdr(reader, &serdata, 1, &info, Ddsc.AnyState) == 1)
            {
                IoVector vector;
                var reference = Ddsc.ddsi_serdata_to_ser_ref(serdata, 0, Ddsc.ddsi_serdata_size(serdata), &vector);
                var received = new ReadOnlySpan<byte>((void*)vector.Base, (int)vector.Length);
                var equal = info.ValidData != 0 &&
                    received.Length == sent.Length && received[4..].SequenceEqual(sent[4..]);
                Ddsc.ddsi_serdata_to_ser_unref(reference, &vector);
                Ddsc.ddsi_serdata_unref(serdata);
                return equal;
            }

            Thread.Sleep(1);
        }

        return false;
    }

    private static string Configuration() =>
        "<CycloneDDS><Domain><General><AllowMulticast>false</AllowMulticast></General>" +
        "<Discovery><ParticipantIndex>none</ParticipantIndex>" +
        $"<Tag>ros2dotnet_self_test_{Environment.ProcessId}</Tag></Discovery></Domain></CycloneDDS>";
}
