namespace Perception.Inference.Rknn;

/// <summary>What librknnrt's answers mean, and what to do about them.</summary>
internal static class RknnStatus
{
    private static readonly Dictionary<int, (BackendState State, string Meaning, string Remedy)> Known = new()
    {
        [-1] = (BackendState.Failed, "the NPU failed", "dmesg says more"),
        [-2] = (BackendState.DeviceLost, "the NPU did not answer in time", "check cooling and power; dmesg says more"),
        [-3] = (BackendState.NoDevice, "there is no NPU",
            "check that the kernel has the rknpu driver: dmesg | grep rknpu"),
        [-4] = (BackendState.Failed, "there is not enough memory", "take a smaller input or end other programs"),
        [-5] = (BackendState.Failed, "librknnrt refused an argument",
            "report it with the model and the release of librknnrt"),
        [-6] = (BackendState.Failed, "the model is invalid", "convert it anew with rknn-toolkit2"),
        [-7] = (BackendState.Failed, "the context is invalid", "load the model again"),
        [-8] = (BackendState.Failed, "the input is invalid", "check the manifest's input"),
        [-9] = (BackendState.Failed, "the output is invalid", "check the manifest's outputs"),
        [-10] = (BackendState.Failed, "the model belongs to another device", "convert it for this chip"),
        [-11] = (BackendState.VersionRefused, "the model was compiled beforehand for another runtime",
            "convert it with the toolkit of the runtime's release"),
        [-12] = (BackendState.VersionRefused, "the model's optimization level is another",
            "convert it with the toolkit of the runtime's release"),
        [-13] = (BackendState.Failed, "the model was converted for another platform",
            "convert it for this chip (target_platform)"),
    };

    /// <summary>Numbers that have a sentence of their own.</summary>
    public static IReadOnlyCollection<int> Numbers => Known.Keys;

    /// <exception cref="BackendException">The status is not success.</exception>
    public static void Check(int status, string doing)
    {
        if (status != 0)
        {
            throw Error(status, doing);
        }
    }

    public static BackendException Error(int status, string doing)
    {
        var (state, meaning, remedy) = Known.TryGetValue(status, out var known) ? known
            : (BackendState.Failed, "librknnrt failed", "dmesg says more");
        return new BackendException(RknnBackend.Name, state, $"{doing}: {meaning} ({status})", remedy, status);
    }
}
