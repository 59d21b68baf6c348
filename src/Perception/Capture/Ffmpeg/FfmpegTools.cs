using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Perception.Capture.Ffmpeg;

/// <summary>The <c>ffmpeg</c> and <c>ffprobe</c> executables of the system.</summary>
internal static partial class FfmpegTools
{
    /// <summary>
    /// How long the tools look at a stream before its first picture: five seconds if they were not told, in which it
    /// would count as gone.
    /// </summary>
    public static readonly TimeSpan StreamAnalysis = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(20);

    private static readonly string[] StreamOptions =
    [
        "-fflags", "nobuffer", "-flags", "low_delay",
        "-analyzeduration", StreamAnalysis.TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture),
    ];

    /// <summary>One sentence where they are missing; null where they are there.</summary>
    public static string? FindProblem() => Find("ffmpeg") is null || Find("ffprobe") is null
        ? "ffmpeg was not found on PATH, and videos and streams are read through it: apt-get install ffmpeg"
        : null;

    /// <summary>A tool that runs, its streams to be read and written by the caller.</summary>
    /// <exception cref="CameraException">It is missing, or cannot be started.</exception>
    public static Process Start(string tool, IEnumerable<string> arguments)
    {
        var path = Find(tool) ?? throw new CameraException(FindProblem()!);
        try
        {
            return Process.Start(new ProcessStartInfo(path, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new CameraException($"{path} cannot be started: {e.Message}");
        }
    }

    /// <summary>Size and rate of a video's or stream's first picture track.</summary>
    /// <exception cref="CameraException">It has none, or cannot be reached, or nobody waits any more.</exception>
    public static VideoTrack Probe(CameraRequest request, CancellationToken stop)
    {
        using var process = Start("ffprobe",
        [
            "-v", "error", .. InputOptions(request), "-select_streams", "v:0", "-show_entries",
            "stream=width,height,avg_frame_rate,r_frame_rate,codec_name", "-of", "json", request.Source,
        ]);
        using var killing = stop.Register(process.Kill);

        // Who asks a process for its readers has to close them.
        using var outputReader = process.StandardOutput;
        using var errorReader = process.StandardError;
        var (output, errors) = (outputReader.ReadToEndAsync(), errorReader.ReadToEndAsync());
        if (!process.WaitForExit(ProbePatience))
        {
            process.Kill();
            throw new CameraException($"{request.Name} does not answer within {ProbePatience.TotalSeconds:F0} s");
        }

        return process.ExitCode == 0
            ? Parse(request, output.Result)
            : throw new CameraException($"{request.Name} cannot be read: {LastLine(errors.Result, request)}");
    }

    /// <summary>Options before the input, the same for both tools.</summary>
    public static string[] InputOptions(CameraRequest request) =>
        request.Source.StartsWith("rtsp", StringComparison.Ordinal)
            ? ["-rtsp_transport", "tcp", .. StreamOptions]
            : request.IsStream ? StreamOptions : [];

    /// <summary>How ffmpeg calls what becomes of pictures that come early or late.</summary>
    /// <exception cref="CameraException">It is missing, or cannot be started.</exception>
    public static string PictureTimeOption()
    {
        using var process = Start("ffmpeg", ["-version"]);
        using var output = process.StandardOutput;
        return PictureTimeOption(output.ReadToEnd());
    }

    /// <summary>The same from the text that <c>ffmpeg -version</c> prints.</summary>
    internal static string PictureTimeOption(string version)
    {
        // Since 5.1 it has the name it keeps; 9.0 does not know the one before. Versions from the sources have a number
        // of their own ("N-118000-g...") and are newer.
        var number = VersionNumber().Match(version);
        return number.Success && (Part(1), Part(2)) is ( < 5, _) or (5, 0) ? "-vsync" : "-fps_mode";

        int Part(int group) => int.Parse(number.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>What a tool complained about last, without passwords.</summary>
    public static string LastLine(string errors, CameraRequest request)
    {
        var line =
            errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return line?.Replace(request.Source, request.Name, StringComparison.Ordinal) ?? "it gave no reason";
    }

    [GeneratedRegex(@"^ffmpeg version n?(\d+)\.(\d+)")]
    private static partial Regex VersionNumber();

    private static VideoTrack Parse(CameraRequest request, string json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            throw new CameraException($"{request.Name} has no pictures");
        }

        var track = streams[0];
        var rate = Rate(track, "avg_frame_rate") is > 0 and var average ? average : Rate(track, "r_frame_rate");
        var (width, height) = (Number(track, "width"), Number(track, "height"));
        return width > 0 && height > 0
            ? new VideoTrack(width, height, rate, Text(track, "codec_name") ?? "video")
            : throw new CameraException($"{request.Name} does not say how large its pictures are");
    }

    private static int Number(JsonElement track, string name) =>
        track.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonElement track, string name) =>
        track.TryGetProperty(name, out var value) ? value.GetString() : null;

    // "30000/1001"; "0/0" is not known.
    private static double Rate(JsonElement track, string name)
    {
        var parts = Text(track, name)?.Split('/');
        return parts is [var above, var below] &&
            double.TryParse(above, CultureInfo.InvariantCulture, out var a) &&
            double.TryParse(below, CultureInfo.InvariantCulture, out var b) && b > 0 && a / b is > 0 and < 1000
            ? a / b
            : 0;
    }

    private static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
