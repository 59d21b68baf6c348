namespace Perception.Capture;

/// <summary>Where pictures are to come from, and what is asked of it.</summary>
/// <param name="Source">A V4L2 device (<c>/dev/video0</c>), a video file, or the address of a stream
/// (<c>rtsp://...</c>).</param>
public sealed record CameraRequest(string Source)
{
    /// <summary>Size asked for in pixels; 0 for the source's own. A device takes the nearest that it has, videos and
    /// streams are scaled.</summary>
    public int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; init; }

    /// <summary>Pictures a second asked for; 0 for the source's own.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>What a device is to send.</summary>
    public DeviceFormat Format { get; init; }

    /// <summary>How long nothing may come before the source counts as gone.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public bool IsDevice => Source.StartsWith("/dev/", StringComparison.Ordinal);

    public bool IsStream => Source.Contains("://", StringComparison.Ordinal);

    public bool IsFile => !IsDevice && !IsStream;

    /// <summary>The source without the password that an address may hold, for logs and diagnostics.</summary>
    public string Name
    {
        get
        {
            var (scheme, at) = (Source.IndexOf("://", StringComparison.Ordinal), Source.LastIndexOf('@'));
            return scheme >= 0 && at > scheme ? $"{Source[..(scheme + 3)]}***{Source[at..]}" : Source;
        }
    }
}
