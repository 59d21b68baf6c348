using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks.Transport;

/// <summary>Cyclone's own benchmark, on loopback and with the configuration that our contexts use there.</summary>
internal static class DdsPerf
{
    private const string Configuration =
        "<CycloneDDS><Domain><General><AllowMulticast>false</AllowMulticast><MaxMessageSize>65500B</MaxMessageSize><FragmentSize>63000B</FragmentSize></General>" +
        "<Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex><Peers><Peer address=\"localhost\"/></Peers></Discovery>" +
        "<Internal><SocketReceiveBufferSize max=\"33554432B\"/></Internal></Domain></CycloneDDS>";

    /// <summary>Round trips in milliseconds: pings follow each other as fast as answers come.</summary>
    public static double RoundTripMs(int bytes, string trigger = "") =>
        1000 / Median($"ping size {bytes} {trigger}", $"pong {trigger}", @" cnt (\d+)");

    /// <summary>Messages per second of the fastest lossless flow.</summary>
    public static double Rate(int bytes) => 1000 * Median("sub", $"pub size {bytes}", @" rate ([\d.]+) kS/s");

    // The median report of the first program, while the second runs beside it.
    private static double Median(string measuring, string other, string pattern)
    {
        static Process Start(string role)
        {
            var start = new ProcessStartInfo("ddsperf", $"-i 96 -D 4 {role}") { RedirectStandardOutput = true };
            start.Environment["CYCLONEDDS_URI"] = Configuration;
            return Process.Start(start)!;
        }

        using var second = Start(other);
        _ = second.StandardOutput.ReadToEndAsync();
        using var first = Start(measuring);
        var output = first.StandardOutput.ReadToEnd();
        second.WaitForExit();
        var values = Regex.Matches(output, pattern)
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToList();
        return values.Count > 0
            ? values[values.Count / 2]
            : throw new InvalidOperationException($"ddsperf {measuring} reported nothing: {output}");
    }
}
