using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>
/// Hailo-8, 8L and 8R by the C interface of HailoRT; takes HEFs. A Hailo-10H is not supported: HailoRT 5 answers
/// NOT_IMPLEMENTED to this interface there.
/// </summary>
public sealed unsafe class HailoBackend : IInferenceBackend
{
    internal const string Name = "hailort";
    private static readonly Version Oldest = new(4, 20), Newest = new(5, 0);

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IReadOnlyList<ExecutionProvider> Providers { get; } = [ExecutionProvider.Hailo];

    /// <inheritdoc/>
    public BackendProbe Probe(ExecutionProvider provider)
    {
        var probe = new BackendProbe
        {
            Backend = Name,
            Provider = ExecutionProvider.Hailo,
            State = BackendState.Available,
            Verification = Verification.StubOnly,
        };
        try
        {
            var version = CheckVersion();
            probe = probe with
            {
                LibraryPath = HailoLibrary.Loaded,
                LibraryVersion = version,
                IsStub = StubLibrary.Is(HailoLibrary.Loaded),
            };
            var devices = Scan();
            return devices.Count > 0
                ? probe with { Devices = devices }
                : throw HailoStatus.Error(HailoStatus.OutOfDevices, "looking for devices");
        }
        catch (BackendException e)
        {
            return probe with { State = e.State, Problem = e.Problem, Remedy = e.Remedy, NativeCode = e.NativeCode };
        }
    }

    /// <inheritdoc/>
    public IInferenceSession Load(string modelPath, InferenceOptions options)
    {
        // The library trusts what it reads, and a malformed message ends the process.
        var hef = HefFile.Load(modelPath);
        CheckArchitecture(hef.Architecture, modelPath);
        CheckVersion();
        return new HailoSession(modelPath, hef, options);
    }

    /// <summary>The release of the library, if it is one that is spoken here.</summary>
    /// <exception cref="BackendException">The library is not there, or of another release.</exception>
    internal static string CheckVersion()
    {
        // Otherwise it drops a log file wherever the program stands.
        SetUnlessThere("HAILORT_LOGGER_PATH", "NONE");
        SetUnlessThere("HAILORT_CONSOLE_LOGGER_LEVEL", "critical");
        HailoVersion version;
        try
        {
            HailoStatus.Check(HailoRt.hailo_get_library_version(&version), "asking libhailort for its release");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new BackendException(Name, BackendState.LibraryMissing, e.Message,
                $"install HailoRT 4.20 to 4.23 with its driver (from Hailo's developer zone), or name the file in " +
                $"{HailoLibrary.Setting}");
        }

        RefuseOtherReleases(version);
        return version.ToString();
    }

    /// <exception cref="BackendException">Structures are laid out in another way in this release.</exception>
    internal static void RefuseOtherReleases(HailoVersion version)
    {
        var release = new Version((int)version.Major, (int)version.Minor);
        if (release < Oldest || release >= Newest)
        {
            throw new BackendException(Name, BackendState.VersionRefused,
                $"libhailort is {version}; 4.20 to 4.23 are spoken here",
                release >= Newest
                    ? "a Hailo-8 needs the 4.x line; a Hailo-10H is not supported"
                    : "update HailoRT and its driver together");
        }
    }

    /// <exception cref="BackendException">No chip of that kind is spoken to here.</exception>
    internal static void CheckArchitecture(HailoArchitecture architecture, string path)
    {
        if (architecture is not (HailoArchitecture.Hailo8 or HailoArchitecture.Hailo8P or
            HailoArchitecture.Hailo8R or HailoArchitecture.Hailo8L))
        {
            throw new BackendException(Name, BackendState.Failed,
                $"the HEF '{path}' is for {architecture}, which is not supported",
                "compile it for hailo8, hailo8r or hailo8l");
        }
    }

    internal static IReadOnlyList<InferenceDevice> Scan()
    {
        const int Most = 16;
        var ids = stackalloc HailoDeviceId[Most];
        var count = (nuint)Most;
        HailoStatus.Check(HailoRt.hailo_scan_devices(null, ids, &count), "looking for devices");
        var devices = new List<InferenceDevice>();
        for (var i = 0; i < (int)Math.Min(count, Most); i++)
        {
            devices.Add(new InferenceDevice(ids[i].ToString(), "Hailo"));
        }

        return devices;
    }

    private static void SetUnlessThere(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            NativeEnvironment.Set(name, value);
        }
    }
}
