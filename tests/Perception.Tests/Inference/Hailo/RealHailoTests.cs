using System.Runtime.InteropServices;
using Perception.Inference;
using Perception.Inference.Hailo;
using Perception.Inference.Hailo.Native;

namespace Perception.Tests.Inference.Hailo;

/// <summary>
/// Against a real libhailort without a device, where LIBHAILORT names one: what does not need a chip is what we
/// believe.
/// </summary>
[Collection("stub libraries")]
public sealed unsafe class RealHailoTests : IDisposable
{
    // What HailoRT 4.23 wants to see declared.
    private static readonly int[] Extensions = [0, 3, 4, 5, 12, 13, 18, 19, 20, 23, 26];

    private static readonly string? Library = Environment.GetEnvironmentVariable("LIBHAILORT");

    private static readonly HefWriter.Layer Input = new("net/input", true, 64, 96, 3, [1], [0]);
    private static readonly HefWriter.Layer Boxes = new("net/boxes", false, 8, 12, 4, [0.135], [164]);
    private static readonly HefWriter.Layer Classes = new("net/classes", false, 8, 12, 8, [0.25], [0]);

    private readonly TemporaryFolder _folder;

    public RealHailoTests()
    {
        Skip.If(string.IsNullOrEmpty(Library) || StubLibrary.Is(Library),
            "needs LIBHAILORT=path of a real libhailort.so");
        _folder = new TemporaryFolder();
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Its_release_is_one_that_is_spoken_and_without_a_device_it_says_so()
    {
        var probe = new HailoBackend().Probe(ExecutionProvider.Hailo);
        Assert.StartsWith("4.2", probe.LibraryVersion);
        Assert.False(probe.IsStub);
        Skip.If(probe.Devices.Count > 0, "there is a device");
        Assert.Equal((BackendState.NoDevice, HailoStatus.OutOfDevices), (probe.State, probe.NativeCode));
    }

    [SkippableFact]
    public void Parameters_of_a_device_are_as_long_as_we_have_them()
    {
        HailoBackend.CheckVersion();
        const byte Untouched = 0xA5;
        var bytes = stackalloc byte[128];
        new Span<byte>(bytes, 128).Fill(Untouched);
        Assert.Equal(HailoStatus.Success, HailoRt.hailo_init_vdevice_params((HailoVDeviceParams*)bytes));
        var parameters = *(HailoVDeviceParams*)bytes;
        Assert.Equal((1u, 1, "UNIQUE"),
            (parameters.DeviceCount, parameters.Scheduling, Marshal.PtrToStringUTF8((nint)parameters.GroupId)));
        Assert.Equal(-1, new Span<byte>(bytes, 128)[sizeof(HailoVDeviceParams)..].IndexOfAnyExcept(Untouched));
    }

    [SkippableFact]
    public void A_generated_file_has_the_layers_that_our_reader_finds_in_it()
    {
        HailoBackend.CheckVersion();
        nint hef;
        fixed (byte* path = System.Text.Encoding.UTF8.GetBytes(Write() + '\0'))
        {
            Assert.Equal(HailoStatus.Success, HailoRt.hailo_create_hef_file(&hef, path));
        }

        // Two streams beside each other show how long one is, and too small an array how many there are.
        var infos = new HailoVStreamInfo[8];
        nuint count = 1, all = 8;
        fixed (HailoVStreamInfo* first = infos)
        {
            Assert.Equal(HailoStatus.InsufficientBuffer,
                HailoRt.hailo_hef_get_all_vstream_infos(hef, null, first, &count));
            Assert.Equal(HailoStatus.Success, HailoRt.hailo_hef_get_all_vstream_infos(hef, null, first, &all));
        }

        Assert.Equal(HailoStatus.Success, HailoRt.hailo_release_hef(hef));
        Assert.Equal((3u, 3u), ((uint)count, (uint)all));
        Assert.Equal(
            new[] { Input, Boxes, Classes }.Select(layer =>
                (layer.Name, layer.Height, layer.Width, layer.Features,
                    (float)layer.Scales![0], (float)layer.ZeroPoints![0])),
            infos[..3].Select(info =>
                (info.NameText(), (int)info.Height, (int)info.Width, (int)info.Features, info.Scale, info.ZeroPoint))
                .OrderBy(info => info.Item1 != Input.Name).ThenBy(info => info.Item1));
    }

    [SkippableFact]
    public void Loading_a_network_without_a_device_is_status_74()
    {
        Skip.If(new HailoBackend().Probe(ExecutionProvider.Hailo).Devices.Count > 0, "there is a device");
        var error = Assert.Throws<BackendException>(() =>
            new HailoBackend().Load(Write(), new InferenceOptions { Provider = ExecutionProvider.Hailo }));
        Assert.Equal((BackendState.NoDevice, HailoStatus.OutOfDevices), (error.State, error.NativeCode));
    }

    private string Write()
    {
        var path = _folder["net.hef"];
        File.WriteAllBytes(path, HefWriter.Build(2, [Input, Boxes, Classes], extensions: Extensions));
        return path;
    }
}
