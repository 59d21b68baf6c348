using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

public sealed class OnnxRuntimeLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_setting_goes_before_all() =>
        Assert.Equal("/own/libonnxruntime.so", OnnxRuntimeLibrary.Find("/own", Folder("program"), Folder("gpu")));

    [Fact]
    public void The_library_with_providers_goes_before_the_one_without()
    {
        var (program, gpu) = (Folder("program"), Folder("gpu"));
        Assert.Equal(Path.Combine(gpu, "libonnxruntime.so"), OnnxRuntimeLibrary.Find(null, program, gpu));
        File.WriteAllText(Path.Combine(program, "libonnxruntime_providers_shared.so"), "");
        Assert.Equal(Path.Combine(program, "libonnxruntime.so"), OnnxRuntimeLibrary.Find("", program, gpu));
    }

    [Fact]
    public void Nowhere_is_null() => Assert.Null(OnnxRuntimeLibrary.Find(null, _folder.Path, _folder.Path));

    private string Folder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "libonnxruntime.so"), "");
        return folder;
    }
}
