namespace Ros2DotNet.Bags.Tests;

public sealed class CompressedFileTests
{
    private const int Block = 128 * 1024;
    private const int Frame = 32 * Block;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(3 * Block)]
    [InlineData(Frame)]
    [InlineData(Frame + Block)]
    public void A_file_of_any_size_comes_back_as_it_was(int bytes)
    {
        using var folder = new TemporaryFolder();
        var data = new byte[bytes];
        new Random(3).NextBytes(data.AsSpan(0, bytes / 2));
        var path = folder["a.db3"];
        File.WriteAllBytes(path, data);

        CompressedFile.Compress(path, 0);
        Assert.False(File.Exists(path));
        var expanded = CompressedFile.Expand(path + CompressedFile.Extension);

        Assert.True(File.ReadAllBytes(expanded).AsSpan().SequenceEqual(data));
        CompressedFile.Delete(expanded);
    }

    [Fact]
    public void A_file_that_lacks_its_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.db3"];
        File.WriteAllBytes(path, new byte[2 * Block]);
        CompressedFile.Compress(path, 0);
        var compressed = File.ReadAllBytes(path + CompressedFile.Extension);
        File.WriteAllBytes(path + CompressedFile.Extension, compressed[..^1]);

        var error = Assert.Throws<BagException>(() => CompressedFile.Expand(path + CompressedFile.Extension));
        Assert.Contains("ends early", error.Message);
    }

    [SkippableFact]
    public void A_file_that_has_no_room_to_be_compressed_stays_as_it_is()
    {
        using var disk = new SmallDisk(8);
        var folder = disk["bag"];
        var data = new byte[50_000];
        var random = new Random(1);
        var writer = new BagWriter(folder, new BagWriteOptions { CompressionMode = BagCompressionMode.File });
        var topic = writer.AddTopic(BagSample.Chatter);
        for (var i = 0; i < 100; i++)
        {
            random.NextBytes(data);
            writer.Write(topic, i, data);
        }

        Assert.Contains("No space left", Assert.Throws<BagException>(() => writer.Close()).Message);

        using var bag = Bag.Open(folder);
        Assert.Equal(100, BagSample.Read(bag).Count);
        Assert.Equal(100, bag.Metadata.MessageCount);
        Assert.Equal(["bag_0.mcap"], bag.Metadata.RelativeFilePaths);
        Assert.Equal("", bag.Metadata.CompressionMode);
    }
}
