namespace Perception.Inference.Hailo;

/// <summary>
/// What a HEF (Hailo's executable format) says about itself, read before the C library ever sees the file.
/// </summary>
public sealed record HefFile
{
    /// <summary>Extension by which a file says that scales differ from feature to feature.</summary>
    private const int OutputScalePerFeature = 25;

    /// <summary>Form of the container, 0 to 3.</summary>
    public required int Version { get; init; }

    public required HailoArchitecture Architecture { get; init; }

    /// <summary>Release of the compiler; empty where the file does not say.</summary>
    public required string CompilerVersion { get; init; }

    public required IReadOnlyList<HefNetworkGroup> NetworkGroups { get; init; }

    /// <summary>Numbers of what a library has to know to run the file.</summary>
    public required IReadOnlyList<int> Extensions { get; init; }

    /// <summary>
    /// Whether HailoRT reports scales of zero for all outputs, even where all features share one; the file's own are
    /// right.
    /// </summary>
    public bool HidesScalesFromLibrary => Extensions.Contains(OutputScalePerFeature);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InferenceException">It is missing, cut off, changed, or lacks what a network needs.</exception>
    public static HefFile Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the HEF '{path}' cannot be read: {e.Message}");
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InferenceException">They are cut off, changed, or lack what a network needs.</exception>
    public static HefFile Parse(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var (version, proto) = HefContainer.Open(bytes);
            return HefMessages.Read(proto, version);
        }
        catch (FormatException e)
        {
            throw new InferenceException($"the HEF '{name}' ({bytes.Length} bytes) {e.Message}");
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InferenceException(
                $"the HEF '{name}' ({bytes.Length} bytes) holds a message that is cut off or garbled");
        }
    }
}
