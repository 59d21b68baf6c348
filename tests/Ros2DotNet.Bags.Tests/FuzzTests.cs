using System.Buffers.Binary;
using Ros2DotNet.Bags.Compression;
using Ros2DotNet.Bags.Mcap;
using Ros2DotNet.Bags.Tests.Conformance;

namespace Ros2DotNet.Bags.Tests;

/// <summary>
/// Damaged files are read as far as they go or refused in a sentence; they neither crash nor hang nor cost memory.
/// </summary>
public sealed class FuzzTests
{
    // Decoders, windows and lists of a reader that finds next to nothing, and a few copies of what is there.
    private const long Slack = 1 << 20;
    private const long MaximumGrowth = 16;

    private static int Mutations => FuzzCount.Or(150);

    public static TheoryData<int, ChunkCompression> McapWays => new()
    {
        { 0, ChunkCompression.None }, { 500, ChunkCompression.None }, { 500, ChunkCompression.Lz4 },
        { 500, ChunkCompression.Zstd },
    };

    [Theory]
    [MemberData(nameof(McapWays))]
    [Trait("Category", "Fuzz")]
    public void Mutated_mcap_files_are_read_or_refused(int chunkSize, ChunkCompression compression)
    {
        using var folder = new TemporaryFolder();
        var path = folder["seed.mcap"];
        using (var writer = new McapWriter(path, new McapWriteOptions { ChunkSize = chunkSize, Compression = compression }))
        {
            var schema = writer.AddSchema("std_msgs/msg/String", "ros2msg", "string data"u8.ToArray());
            var channel = writer.AddChannel("/a", schema, "cdr", [new("offered_qos_profiles", "[]")]);
            for (var i = 0; i < 20; i++)
            {
                writer.Write(channel, 0, (ulong)i, (ulong)i, new byte[60]);
            }

            writer.Write(new McapAttachment(1, 2, "a", "b", new byte[20]));
            writer.Write(new McapMetadata("rosbag2", [new("serialized_metadata", "version: 8")]));
            writer.Close();
        }

        MutateAndRead(File.ReadAllBytes(path), folder["mutant.mcap"]);
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Mutated_conformance_files_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        var seeds = ConformanceCase.All.Where(item => item.Contents.Name is "TenMessages" or "OneAttachment")
            .Select(item => item.Build()).ToList();
        foreach (var seed in seeds.Where((_, i) => i % 16 == 0))
        {
            MutateAndRead(seed, folder["mutant.mcap"], Mutations / 4);
        }
    }

    [Theory]
    [InlineData(BagCompressionMode.None)]
    [InlineData(BagCompressionMode.Message)]
    [Trait("Category", "Fuzz")]
    public void Mutated_sqlite3_files_are_read_or_refused(BagCompressionMode mode)
    {
        using var folder = new TemporaryFolder();
        BagSample.Write(folder["bag"], new BagWriteOptions { Storage = BagStorage.Sqlite3, CompressionMode = mode },
            20);
        MutateAndRead(File.ReadAllBytes(Path.Combine(folder["bag"], "bag_0.db3")), folder["mutant.db3"]);
    }

    [Theory]
    [InlineData(BagStorage.Mcap)]
    [InlineData(BagStorage.Sqlite3)]
    [Trait("Category", "Fuzz")]
    public void Mutated_compressed_files_are_read_or_refused(BagStorage storage)
    {
        using var folder = new TemporaryFolder();
        BagSample.Write(folder["bag"],
            new BagWriteOptions { Storage = storage, CompressionMode = BagCompressionMode.File }, 10);
        var seed = Directory.EnumerateFiles(folder["bag"], "*.zstd").Single();
        MutateAndRead(File.ReadAllBytes(seed),
            folder["mutant." + (storage == BagStorage.Mcap ? "mcap" : "db3") + ".zstd"], Mutations / 4);
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Mutated_metadata_and_definitions_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        BagSample.Write(folder["bag"], BagWriteOptions.Default, 10);
        var seed = File.ReadAllBytes(Path.Combine(folder["bag"], BagMetadata.FileName));
        var definition = System.Text.Encoding.UTF8.GetBytes(BagSample.Temperatures.Definition!.Text);
        var cdr = MessageTypes.All[BagSample.Temperatures.Type].Serialize(new Messages.SensorMsgs.Temperature());
        var random = new Random(7);
        for (var i = 0; i < Mutations; i++)
        {
            var yaml = System.Text.Encoding.UTF8.GetString(Mutate(seed, random));
            ReadOrRefuse(() => MetadataReader.Parse(yaml, "m.yaml").Topics.ToList().ForEach(topic => QosText.Parse(topic.OfferedQos)));
            var text = System.Text.Encoding.UTF8.GetString(Mutate(definition, random));
            ReadOrRefuse(
                () => MessageSchema.Parse(BagSample.Temperatures.Type, text).Decode(Mutate(cdr, random)).ToString());
        }
    }

    private static void MutateAndRead(byte[] seed, string path, int? mutations = null)
    {
        var random = new Random(6);
        for (var i = 0; i < (mutations ?? Mutations); i++)
        {
            var mutant = Mutate(seed, random);
            File.WriteAllBytes(path, mutant);
            var options = new BagReadOptions { SkipDamage = i % 2 == 0, CheckCrc = i % 4 < 2 };
            var number = i;
            SteadyState.AllocatesAtMost(Slack + MaximumGrowth * mutant.Length,
                () => ReadOrRefuse(() => Read(path, options)),
                () => $"mutation {number}, of {mutant.Length} bytes: ");
        }
    }

    private static void Read(string path, BagReadOptions options)
    {
        using var bag = Bag.Open(path, options);
        var bytes = 0L;
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext())
        {
            bytes += cursor.Current.Data.Length;
        }

        // Messages may share bytes only by claiming more than there is.
        Assert.True(bytes <= Slack + MaximumGrowth * new FileInfo(path).Length);
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is BagException or CdrException)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 16; changes--)
        {
            var at = random.Next(bytes.Count - 8);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, 8));
                    break;
                case 3:
                    bytes.InsertRange(at, new byte[random.Next(1, 8)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var number = new byte[8];
                    BinaryPrimitives.WriteUInt64LittleEndian(number, random.Next(4) switch
                    {
                        0 => ulong.MaxValue,
                        1 =>
                            int.MaxValue,
                        2 => 1ul << random.Next(64),
                        _ => (ulong)random.Next(1000),
                    });
                    for (var i = 0; i < 8; i++)
                    {
                        bytes[at + i] = number[i];
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
