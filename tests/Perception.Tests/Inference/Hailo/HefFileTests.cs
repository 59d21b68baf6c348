using Perception.Inference;
using Perception.Inference.Hailo;

namespace Perception.Tests.Inference.Hailo;

/// <summary>On files that the tests write; their hashes come from libxxhash, zlib and the runtime's MD5.</summary>
public sealed class HefFileTests
{
    private static readonly HefWriter.Layer Input = new("net/input", true, 960, 960, 3, [1], [0]);
    private static readonly HefWriter.Layer Output = new("net/conv", false, 1, 13, 18900, [0.125], [64]);

    public HefFileTests() => Skip.IfNot(File.Exists("/lib/x86_64-linux-gnu/libxxhash.so.0") ||
        File.Exists("/lib/aarch64-linux-gnu/libxxhash.so.0"), "needs libxxhash0");

    [SkippableTheory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Every_version_tells_its_networks(uint version)
    {
        var hef = HefFile.Parse(HefWriter.Build(version, [Input, Output], architecture: 3, contexts: 2), "x.hef");
        Assert.Equal(((int)version, HailoArchitecture.Hailo8L, "3.31.0"),
            (hef.Version, hef.Architecture, hef.CompilerVersion));
        var group = Assert.Single(hef.NetworkGroups);
        Assert.Equal(("net", 2, 123.5), (group.Name, group.ContextCount, group.EstimatedFramesPerSecond));
        Assert.Equal("net/input 960x960x3 uint8", Assert.Single(group.Inputs).ToString());
        var output = Assert.Single(group.Outputs);
        Assert.Equal("net/conv 1x13x18900 uint8", output.ToString());
        Assert.Equal((0.125f, 64f), (output.Quantization!.Scale, output.Quantization.ZeroPoint));
        Assert.Equal(["onnx/net/conv"], output.OriginalNames);
        Assert.False(hef.HidesScalesFromLibrary);
    }

    [SkippableFact]
    public void A_hash_of_the_message_alone_is_taken_where_version_3_has_one()
    {
        var bytes =
            HefWriter.Build(3, [Input, Output], proto3Hash: true, group: "a name that makes the message long enough");
        Assert.Equal(3, HefFile.Parse(bytes, "x.hef").Version);
        bytes[100] ^= 1;
        Assert.Contains("XXH3 does not match",
            Assert.Throws<InferenceException>(() => HefFile.Parse(bytes, "x.hef")).Message);
    }

    [SkippableTheory]
    [InlineData(0u, "MD5")]
    [InlineData(1u, "CRC-32")]
    [InlineData(2u, "XXH3")]
    [InlineData(3u, "XXH3")]
    public void A_changed_byte_does_not_match_the_hash(uint version, string hash)
    {
        var bytes = HefWriter.Build(version, [Input, Output]);
        bytes[^1] ^= 1;
        Assert.Equal($"the HEF 'x.hef' ({bytes.Length} bytes) is not what was compiled: its {hash} does not match " +
            "(download or copy it again)",
            Assert.Throws<InferenceException>(() => HefFile.Parse(bytes, "x.hef")).Message);
    }

    [SkippableTheory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Every_truncation_is_refused(uint version)
    {
        var bytes = HefWriter.Build(version, [Input, Output]);
        for (var length = 0; length < bytes.Length; length += length < 80 ? 1 : 37)
        {
            var message =
                Assert.Throws<InferenceException>(() => HefFile.Parse(bytes.AsSpan(0, length), "x.hef")).Message;
            Assert.Contains(length < 12 ? "is no HEF" : "is cut off", message);
        }
    }

    [SkippableFact]
    public void What_follows_the_file_is_refused() => Assert.Contains("followed by something else",
        Assert.Throws<InferenceException>(
            () => HefFile.Parse([.. HefWriter.Build(2, [Input, Output]), 0], "x.hef")).Message);

    [SkippableFact]
    public void An_unknown_version_is_named()
    {
        var bytes = HefWriter.Build(2, [Input, Output]);
        bytes[7] = 9;
        Assert.Contains("container version 9",
            Assert.Throws<InferenceException>(() => HefFile.Parse(bytes, "x.hef")).Message);
    }

    [SkippableFact]
    public void What_a_network_needs_is_missed_by_name()
    {
        Refused([Output], "holds the network group 'net' without inputs");
        Refused([Input], "holds the network group 'net' without outputs");
        Refused([Input, Output with { Name = "" }], "has a layer without a name");
        Refused([Input, Output with { Height = 0 }], "has the layer 'net/conv' with an impossible shape");
        Refused([Input, Output with { Width = -1 }], "has the layer 'net/conv' with an impossible shape");
        Assert.Contains("holds no network", Assert.Throws<InferenceException>(() =>
            HefFile.Parse(HefWriter.Wrap(2, [10, 2, 8, 0], new byte[300]), "x.hef")).Message);
        Assert.Contains("does not say which chip", Assert.Throws<InferenceException>(() =>
            HefFile.Parse(HefWriter.Wrap(2, [], new byte[300]), "x.hef")).Message);
        Assert.Contains("cut off or garbled", Assert.Throws<InferenceException>(() =>
            HefFile.Parse(HefWriter.Wrap(2, [18, 200], new byte[300]), "x.hef")).Message);
    }

    [SkippableFact]
    public void Layers_between_two_parts_of_a_network_are_not_its_outputs()
    {
        var hef = HefFile.Parse(HefWriter.Build(2, [Input, Output, Output with { Name = "inner", IsBoundary = false }]),
            "x.hef");
        Assert.Single(hef.NetworkGroups[0].Outputs);
    }

    [SkippableFact]
    public void Scales_of_each_feature_are_kept_and_equal_ones_are_one()
    {
        var several = Output with
        {
            Name = "b",
            Features = 2,
            Scales = [0.5, 0.25],
            ZeroPoints = [1, 2],
            DataBytes = 2
        };
        var equal = Output with { Name = "c", Features = 2, Scales = [0.5, 0.5], ZeroPoints = [1, 1] };
        var hef = HefFile.Parse(HefWriter.Build(2, [Input, several, equal], extensions: [13, 25]), "x.hef");
        var outputs = hef.NetworkGroups[0].Outputs;
        Assert.Equal([0.5f, 0.25f], outputs[0].Quantization!.Scales);
        Assert.Equal([1f, 2f], outputs[0].Quantization!.ZeroPoints);
        Assert.Equal(2, outputs[0].DataBytes);
        Assert.False(outputs[1].Quantization!.IsPerChannel);
        Assert.True(hef.HidesScalesFromLibrary);
    }

    [SkippableFact]
    public void Scales_of_zero_are_no_scales() => Assert.Null(
        HefFile.Parse(HefWriter.Build(2, [Input, Output with { Scales = [0], ZeroPoints = [0] }]), "x.hef")
            .NetworkGroups[0].Outputs[0].Quantization);

    [SkippableFact]
    public void Suppression_of_overlaps_is_told()
    {
        var nms = Assert.Single(HefFile.Parse(HefWriter.Build(2, [Input, Output], nms: HefWriter.Nms(3, 100)), "x.hef")
            .NetworkGroups[0].Nms);
        Assert.Equal(new HefNms("yolox", "nms_out", 3, 100, 0.25, 0.45), nms);
        Assert.Equal(6012, nms.ByteLength);
    }

    [SkippableFact]
    public void The_hash_is_that_of_libxxhash()
    {
        var random = new Random(1);
        foreach (var length in new[] { 241, 255, 256, 1023, 1024, 1025, 1087, 1088, 2048, 10_000 })
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(HefWriter.XXH3_64bits(data, (nuint)length), Xxh3.Hash(data));
        }
    }

    private static void Refused(HefWriter.Layer[] layers, string sentence) => Assert.Contains(sentence,
        Assert.Throws<InferenceException>(() => HefFile.Parse(HefWriter.Build(2, layers), "x.hef")).Message);
}
