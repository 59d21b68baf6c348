using System.Diagnostics;
using System.Runtime.InteropServices;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;

namespace Benchmarks.Transport;

/// <summary>
/// A 6.2 MB image between two processes over loopback, against ddsperf with the same configuration. As ddsperf's pings,
/// the images of the latency bench follow each other as soon as the one before has come. Rounds of ours and ddsperf's
/// alternate.
/// </summary>
internal static class TransportBench
{
    private const int Width = 1920;
    private const int Height = 1080;
    private const int Bytes = 3 * Width * Height;
    private const int Rounds = 3;
    private const int LatencyMessages = 300;
    private const int RateMessages = 1500;
    private const string Topic = "/bench/image";
    private const string SeenTopic = "/bench/seen";

    private static readonly QosProfile Latest = QosProfile.Default with { Depth = 5 };
    private static readonly QosProfile Lossless = QosProfile.Default with { History = HistoryPolicy.KeepAll };

    public static int Run(string[] args)
    {
        Loopback.Use();
        if (args.Length == 2 && args[0] == "publish")
        {
            Publish(args[1] == "latency");
            return 0;
        }

        Console.WriteLine($"transport of {Bytes} bytes between two processes, loopback, same Cyclone configuration, medians of {Rounds} rounds:");
        double[] latencies = new double[Rounds], roundTrips = new double[Rounds], rates = new double[Rounds],
            theirRates = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            latencies[round] = Receive("latency", Latest, LatencyMessages).LatencyMs;
            roundTrips[round] = DdsPerf.RoundTripMs(Bytes);
            rates[round] = Receive("rate", Lossless, RateMessages).Rate;
            theirRates[round] = DdsPerf.Rate(Bytes);
        }

        var (latency, roundTrip, rate, theirs) = (Loopback.Median(latencies), Loopback.Median(roundTrips),
            Loopback.Median(rates), Loopback.Median(theirRates));
        Console.WriteLine($"  one-way latency p50 {latency:F2} ms   ddsperf round trip {roundTrip:F2} ms   ratio {latency / roundTrip:F2} (goal 0.65 or less)");
        Console.WriteLine(
            $"  lossless rate {rate:F0} Hz   ddsperf {theirs:F0} Hz   ratio {rate / theirs:F2} (goal 1.8 or more)");
        return 0;
    }

    private static (double LatencyMs, double Rate) Receive(string what, QosProfile qos, int messages)
    {
        var latencies = new List<double>(messages);
        long first = 0, last = 0;
        using var done = new ManualResetEventSlim();
        using var context = new RosContext(Loopback.Quiet);
        using var node = context.CreateNode("bench_reader");
        var seen = node.CreatePublisher<Empty>(SeenTopic, Lossless);
        var nothing = new Empty();
        node.CreateLoanedSubscription<Image>(Topic, qos, loan =>
        {
            using (loan)
            {
                last = Stopwatch.GetTimestamp();
                first = first == 0 ? last : first;
                latencies.Add(Stopwatch.GetElapsedTime(MemoryMarshal.Read<long>(new ImageView(loan.Cdr).Data), last).TotalMilliseconds);
            }

            if (what == "latency")
            {
                seen.Publish(nothing);
            }

            if (latencies.Count == messages)
            {
                done.Set();
            }
        });
        using var publisher = Process.Start(Environment.ProcessPath!, ["transport", "publish", what]);
        done.Wait(TimeSpan.FromSeconds(60));
        publisher.WaitForExit();
        if (latencies.Count < messages)
        {
            Console.WriteLine($"  {what}: only {latencies.Count} of {messages} received");
        }

        var received = latencies.Count;
        latencies.RemoveRange(0, Math.Min(50, received / 2));
        return (Loopback.Median([.. latencies]), (received - 1) / Stopwatch.GetElapsedTime(first, last).TotalSeconds);
    }

    private static void Publish(bool oneByOne)
    {
        using var context = new RosContext(Loopback.Quiet);
        using var node = context.CreateNode("bench_writer");
        using var arrived = new SemaphoreSlim(0);
        node.CreateSubscription<Empty>(SeenTopic, Lossless, _ => arrived.Release());
        var publisher = node.CreatePublisher<Image>(Topic, oneByOne ? Latest : Lossless);
        var message = new Image { Width = Width, Height = Height, Encoding = "bgr8", Step = 3 * Width };
        message.Data.Resize(Bytes);
        while (publisher.SubscriberCount == 0)
        {
            Thread.Sleep(5);
        }

        Thread.Sleep(300);
        for (var i = 0; i < (oneByOne ? LatencyMessages : RateMessages); i++)
        {
            MemoryMarshal.Write(message.Data.AsSpan(), Stopwatch.GetTimestamp());
            publisher.Publish(message);
            if (oneByOne)
            {
                arrived.Wait(TimeSpan.FromSeconds(1));
            }
        }

        publisher.WaitForAcknowledgements(TimeSpan.FromSeconds(10));
    }
}
