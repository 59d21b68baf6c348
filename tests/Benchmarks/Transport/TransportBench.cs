using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Benchmarks.Transport;

/// <summary>
/// A 6.2 MB image between two processes over loopback, against ddsperf with the same configuration. ddsperf prints half of
/// each round trip; its pings follow each other, so the round trips in a second give the whole.
/// </summary>
internal static class TransportBench
{
    private const int Width = 1920;
    private const int Height = 1080;
    private const int LatencyMessages = 200;
    private const int RateMessages = 1500;
    private const string Topic = "/bench/image";

    private static readonly QosProfile Latest = QosProfile.Default with { Depth = 5 };
    private static readonly QosProfile Lossless = QosProfile.Default with { History = HistoryPolicy.KeepAll };

    public static int Run(string[] args)
    {
        UseLoopback();
        if (args.Length == 2 && args[0] == "publish")
        {
            Publish(args[1] == "latency");
            return 0;
        }

        Console.WriteLine($"transport of {3 * Width * Height} bytes between two processes, loopback, same Cyclone configuration:");
        var latencyMs = Receive("latency", Latest, LatencyMessages).LatencyMs;
        var rate = Receive("rate", Lossless, RateMessages).Rate;
        var ping = DdsPerf("ping", "pong", @" cnt (\d+)");
        var theirRate = DdsPerf("sub", "pub", @" rate ([\d.]+) kS/s") * 1000;
        var roundTripMs = 1000 / ping;
        Console.WriteLine($"  one-way latency p50 {latencyMs:F2} ms   ddsperf round trip {roundTripMs:F2} ms   ratio {latencyMs / roundTripMs:F2} (goal 0.65 or less)");
        Console.WriteLine($"  lossless rate {rate:F0} Hz   ddsperf {theirRate:F0} Hz   ratio {rate / theirRate:F2} (goal 1.8 or more)");
        return 0;
    }

    private static void UseLoopback()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", "97");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
    }

    private static (double LatencyMs, double Rate) Receive(string what, QosProfile qos, int messages)
    {
        var latencies = new List<double>(messages);
        long first = 0, last = 0;
        using var done = new ManualResetEventSlim();
        using var context = new RosContext([]);
        using var node = context.CreateNode("bench_reader");
        node.CreateLoanedSubscription<Image>(Topic, qos, loan =>
        {
            using (loan)
            {
                last = Stopwatch.GetTimestamp();
                first = first == 0 ? last : first;
                latencies.Add(Stopwatch.GetElapsedTime(MemoryMarshal.Read<long>(new ImageView(loan.Cdr).Data), last).TotalMilliseconds);
                if (latencies.Count == messages)
                {
                    done.Set();
                }
            }
        });
        using var publisher = Process.Start(Environment.ProcessPath!, ["transport", "publish", what]);
        done.Wait(TimeSpan.FromSeconds(60));
        publisher.WaitForExit();
        var received = latencies.Count;
        Console.WriteLine($"  {what}: {received} of {messages} received");
        latencies.RemoveRange(0, Math.Min(20, received / 2));
        latencies.Sort();
        return (latencies[latencies.Count / 2], (received - 1) / Stopwatch.GetElapsedTime(first, last).TotalSeconds);
    }

    private static void Publish(bool paced)
    {
        using var context = new RosContext([]);
        using var node = context.CreateNode("bench_writer");
        var publisher = node.CreatePublisher<Image>(Topic, paced ? Latest : Lossless);
        var message = new Image { Width = Width, Height = Height, Encoding = "bgr8", Step = 3 * Width };
        message.Data.Resize(3 * Width * Height);
        while (publisher.SubscriberCount == 0)
        {
            Thread.Sleep(5);
        }

        Thread.Sleep(300);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < (paced ? LatencyMessages : RateMessages); i++)
        {
            // 30 Hz, as a camera.
            while (paced && Stopwatch.GetElapsedTime(start).TotalSeconds < i / 30.0)
            {
                Thread.Sleep(1);
            }

            MemoryMarshal.Write(message.Data.AsSpan(), Stopwatch.GetTimestamp());
            publisher.Publish(message);
        }

        publisher.WaitForAcknowledgements(TimeSpan.FromSeconds(10));
    }

    // The last report of the first program, while the second runs beside it.
    private static double DdsPerf(string measuring, string other, string pattern)
    {
        var configuration = "<CycloneDDS><Domain><General><AllowMulticast>false</AllowMulticast><MaxMessageSize>65500B</MaxMessageSize></General>" +
            "<Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex><Peers><Peer address=\"localhost\"/></Peers></Discovery>" +
            "<Internal><SocketReceiveBufferSize max=\"33554432B\"/></Internal></Domain></CycloneDDS>";
        Process Start(string role)
        {
            var size = role is "ping" or "pub" ? $" size {3 * Width * Height}" : "";
            var start = new ProcessStartInfo("ddsperf", $"-i 96 -D 6 {role}{size}") { RedirectStandardOutput = true };
            start.Environment["CYCLONEDDS_URI"] = configuration;
            return Process.Start(start)!;
        }

        using var second = Start(other);
        _ = second.StandardOutput.ReadToEndAsync();
        using var first = Start(measuring);
        var output = first.StandardOutput.ReadToEnd();
        second.WaitForExit();
        var values = Regex.Matches(output, pattern).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToList();
        return values.Count > 0 ? values[values.Count / 2] : throw new InvalidOperationException($"ddsperf {measuring} reported nothing: {output}");
    }
}
