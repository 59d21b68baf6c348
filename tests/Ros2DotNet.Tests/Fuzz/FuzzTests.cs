using Ros2DotNet.Dds;
using Ros2DotNet.Graph;
using Ros2DotNet.Messages.ExampleInterfaces;
using Ros2DotNet.Messages.RclInterfaces;
using Ros2DotNet.Tests.Messages;

namespace Ros2DotNet.Tests.Fuzz;

/// <summary>
/// Everything that reads bytes of others. A short slice here; scripts/fuzz runs a million of each kind.
/// </summary>
[Trait("Category", "Fuzz")]
public class FuzzTests
{
    // Without a limit a long run has ever more threads that wait for each other.
    private static readonly ParallelOptions EachProcessor = new()
    {
        MaxDegreeOfParallelism = Environment.ProcessorCount
    };

    [Fact]
    public void Messages_of_every_type() =>
        Parallel.ForEach(MessageTypes.All.Values, EachProcessor, (support, _, index) =>
    {
        var random = new Random((int)index);
        Fuzzer.Run(support.TypeName, random, () => support.Serialize(RandomMessage.Of(support, random)),
            cdr => support.Deserialize(cdr));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Discovery_info(bool humble)
    {
        var random = new Random(4);
        Fuzzer.Run("ros_discovery_info", random, () => RandomInfo(random, humble), cdr => DiscoveryInfo.Read(cdr));
    }

    [Fact]
    public void Requests_of_services()
    {
        var random = new Random(5);
        Fuzz<AddTwoIntsRequest>(random);
        Fuzz<SetParametersRequest>(random);
        Fuzz<DescribeParametersResponse>(random);
        Fuzz<ListParametersResponse>(random);
    }

    [Fact]
    public void Inline_QoS_of_answers()
    {
        var random = new Random(6);
        var guid = new byte[16];
        Fuzzer.Run("inline QoS", random, () => Submessage(random, littleEndian: random.Next(2) == 0),
            submessage => ReplySertype.TryFindRelated(submessage, guid, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_identity_is_found_in_inline_QoS_of_either_byte_order(bool littleEndian)
    {
        byte[][] submessages = [.. Enumerable.Range(0, 100).Select(seed => Submessage(new Random(seed), littleEndian))];
        foreach (var submessage in submessages)
        {
            var guid = new byte[16];
            Assert.True(ReplySertype.TryFindRelated(submessage, guid, out var sequence));
            Assert.Equal(Enumerable.Range(1, 16).Select(i => (byte)i), guid);
            Assert.Equal(0x0000_0002_0000_0003, sequence);
        }

        // It runs on Cyclone's receive thread.
        var found = new byte[16];
        SteadyState.AllocatesNothing(
            i => ReplySertype.TryFindRelated(submessages[i % submessages.Length], found, out _), submessages.Length);
    }

    private static void Fuzz<T>(Random random) where T : class, IRosMessage<T>, new()
    {
        var support = MessageTypes.All[T.TypeName];
        Fuzzer.Run($"service sample of {T.TypeName}", random,
            () => Request(support.Serialize(RandomMessage.Of(support, random))), cdr =>
        {
            if (ServiceWire.TryReadId(cdr, out _))
            {
                ServiceWire.Read<T>(cdr);
            }
        });
    }

    // The header, a client's handle, a number, and the message behind its own header.
    private static byte[] Request(byte[] message) =>
        [.. message[..4], 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, .. message[4..]];

    private static byte[] RandomInfo(Random random, bool humble)
    {
        EndpointGuid Guid()
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return EndpointGuid.From(bytes);
        }

        EndpointGuid[] Guids() => [.. Enumerable.Range(0, random.Next(6)).Select(_ => Guid())];
        DiscoveryInfo.NodeEntry Node(int i) => new($"/ns{i}", new string('n', i), Guids(), Guids());
        DiscoveryInfo.NodeEntry[] nodes = [.. Enumerable.Range(0, random.Next(5)).Select(Node)];
        var cdr = new byte[DiscoveryInfo.Bound(nodes)];
        return cdr[..DiscoveryInfo.Write(Guid(), nodes, humble, cdr)];
    }

    // A DATA or DATA_FRAG submessage up to its payload (RTPS 9.4.5.3): header, fixed fields, then parameters as RTPS
    // 9.4.2.11 lists them: something else, the identity, the end.
    private static byte[] Submessage(Random random, bool littleEndian)
    {
        byte[] UInt16(int value) =>
            littleEndian ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] UInt32(int value) => littleEndian
            ? [.. UInt16(value & 0xffff), .. UInt16(value >> 16)]
            : [.. UInt16(value >> 16), .. UInt16(value & 0xffff)];
        var isFragment = random.Next(2) == 1;
        var fixedBytes = isFragment ? 28 : 16;
        var other = new byte[4 * random.Next(5)];
        return
        [
            (byte)(isFragment ? 0x16 : 0x15), (byte)(2 | (littleEndian ? 1 : 0)), .. UInt16(0),
            .. UInt16(0), .. UInt16(fixedBytes), .. new byte[fixedBytes],
            .. UInt16(0x70), .. UInt16(other.Length), .. other,
            .. UInt16(random.Next(2) == 0 ? 0x83 : 0x800f), .. UInt16(24),
            .. Enumerable.Range(1, 16).Select(i => (byte)i), .. UInt32(2), .. UInt32(3),
            .. UInt16(1), .. UInt16(0),
        ];
    }
}
