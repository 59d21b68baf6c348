using Perception.Inference;
using Perception.Inference.Hailo;

namespace Perception.Tests.Inference.Hailo;

/// <summary>
/// Against a real libhailort without a device, where LIBHAILORT names one: what does not need a chip is what we
/// believe.
/// </summary>
public sealed class RealHailoTests
{
    private static readonly string? Library = Environment.GetEnvironmentVariable("LIBHAILORT");

    [SkippableFact]
    public void Its_release_is_one_that_is_spoken_and_without_a_device_it_says_so()
    {
        Skip.If(string.IsNullOrEmpty(Library) || Library.Contains("stub", StringComparison.Ordinal),
            "needs LIBHAILORT=path of a real libhailort.so");
        var probe = new HailoBackend().Probe(ExecutionProvider.Hailo);
        Assert.StartsWith("4.2", probe.LibraryVersion);
        Assert.False(probe.IsStub);
        Skip.If(probe.Devices.Count > 0, "there is a device");
        Assert.Equal((BackendState.NoDevice, HailoStatus.OutOfDevices), (probe.State, probe.NativeCode));
    }
}
