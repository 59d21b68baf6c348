using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// Sends one message from an own-sertype writer to an opaque reader in this process, once: the structures that both rest on
/// are not part of Cyclone's stable interface, so a release that changed them must fail here and not in traffic.
/// </summary>
internal static unsafe class SelfTest
{
    private const string TypeName = "ros2dotnet::SelfTest";
    private static int _done;

    public static void Run(int participant, DomainLease domain)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
        {
            return;
        }

        // Without the prefix rt it is no ROS topic, and the process id keeps it apart from other processes.
        var topic = $"ros2dotnet_self_test_{Environment.ProcessId}";
        var writerTopic = WriterSertype.CreateTopic(participant, topic, TypeName, out var sertype);
        var readerTopic = OpaqueTopic.Create(participant, topic, TypeName);
        using var writerQos = DdsQos.ForEndpoint(QosProfile.Latched, "", writer: true);
        using var readerQos = DdsQos.ForEndpoint(QosProfile.Latched, "", writer: false);
        var reader = DdsException.Check(Ddsc.dds_create_reader(participant, readerTopic, readerQos.Handle, 0), "self-test");
        var writer = DdsException.Check(Ddsc.dds_create_writer(participant, writerTopic, writerQos.Handle, 0), "self-test");
        try
        {
            RoundTrip(writer, reader, sertype, domain);
        }
        finally
        {
            Ddsc.dds_delete(writer);
            Ddsc.dds_delete(reader);
            Ddsc.dds_delete(writerTopic);
            Ddsc.dds_delete(readerTopic);
        }
    }

    private static void RoundTrip(int writer, int reader, nint sertype, DomainLease domain)
    {
        ReadOnlySpan<byte> sent = [0, 1, 0, 0, 0x52, 0x4f, 0x53, 0x32, 5, 6, 7, 8];
        var block = WriterSertype.Rent(sertype, sent.Length);
        sent.CopyTo(new Span<byte>(block + SerdataPool.PayloadOffset, sent.Length));
        SerdataPool.SetSize(block, sent.Length);
        DdsException.Check(Ddsc.dds_writecdr(writer, (nint)block), "self-test");
        nint serdata = 0;
        SampleInfo info;
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            if (Ddsc.dds_takecdr(reader, &serdata, 1, &info, Ddsc.AnyState) == 1)
            {
                using var loan = MessageLoan.Rent(serdata, info.SourceTimestampNs, domain);
                if (info.ValidData != 0 && loan.Cdr[4..].SequenceEqual(sent[4..]))
                {
                    return;
                }

                break;
            }

            Thread.Sleep(1);
        }

        throw new DdsException("this libddsc does not carry a message through its own process; use a release of 0.10 or 11 " +
            "(apt-get install libddsc0debian), or name another with ROS_NET_DDSC");
    }
}
