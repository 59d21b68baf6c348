using Perception.Inference.Rknn.Native;

namespace Perception.Inference.Rknn;

/// <summary>Rockchip's NPUs by librknnrt; takes files of rknn-toolkit2.</summary>
public sealed class RknnBackend : IInferenceBackend
{
    internal const string Name = "rknn";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IReadOnlyList<ExecutionProvider> Providers { get; } = [ExecutionProvider.Rknn];

    /// <summary>
    /// The library tells its release only with a model, so that its device is looked for in the kernel.
    /// </summary>
    public BackendProbe Probe(ExecutionProvider provider)
    {
        var probe = new BackendProbe
        {
            Backend = Name,
            Provider = ExecutionProvider.Rknn,
            State = BackendState.Available,
            Verification = Verification.StubOnly,
        };
        try
        {
            RequireLibrary();
        }
        catch (BackendException e)
        {
            return probe with { State = e.State, Problem = e.Problem, Remedy = e.Remedy };
        }

        probe = probe with { LibraryPath = RknnLibrary.Loaded, IsStub = StubLibrary.Is(RknnLibrary.Loaded) };
        var devices = Devices();
        var missing = RknnStatus.Error(-3, "looking for an NPU");
        return devices.Length > 0 || probe.IsStub ? probe with { Devices = devices }
            : probe with
            {
                State = missing.State,
                Problem = missing.Problem,
                Remedy = missing.Remedy,
                NativeCode = missing.NativeCode,
            };
    }

    /// <inheritdoc/>
    public IInferenceSession Load(string modelPath, InferenceOptions options)
    {
        RequireLibrary();
        return new RknnSession(modelPath, options);
    }

    private static InferenceDevice[] Devices() =>
        [.. new[]
            {
                "/sys/kernel/debug/rknpu", "/sys/class/misc/rknpu", "/proc/rknpu", "/sys/bus/platform/drivers/RKNPU",
            }
            .Where(Directory.Exists).Take(1).Select(path => new InferenceDevice("rknpu", "Rockchip NPU", path))];

    private static void RequireLibrary()
    {
        try
        {
            if (RknnLibrary.Loaded.Length == 0)
            {
                RknnLibrary.Load();
            }
        }
        catch (DllNotFoundException e)
        {
            throw new BackendException(Name, BackendState.LibraryMissing, e.Message,
                $"install Rockchip's librknnrt.so (rknpu2), or name the file in {RknnLibrary.Setting}");
        }
    }
}
