using System.Diagnostics;
using Ros2DotNet;
using Ros2DotNet.Messages.StdMsgs;

namespace Benchmarks.Transport;

/// <summary>
/// Round trips of small messages between two processes, against ddsperf's with a listener and with a waitset.
/// </summary>
internal static class RoundTripBench
{
    private const int Bytes = 32;
    private const int Rounds = 3;
    private const int Pings = 20_000;
    private const string PingTopic = "/bench/ping";
    private const string PongTopic = "/bench/pong";

    private static readonly QosProfile Latest = QosProfile.Default with { Depth = 1 };

    public static int Run(string[] args)
    {
        Loopback.Use();
        if (args.Length == 1 && args[0] == "pong")
        {
            Pong();
            return 0;
        }

        double[] ours = new double[Rounds], listener = new double[Rounds], waitset = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            ours[round] = Ping();
            listener[round] = DdsPerf.RoundTripMs(Bytes);
            waitset[round] = DdsPerf.RoundTripMs(Bytes, "waitset");
        }

        var (us, fast, same) =
            (1000 * Loopback.Median(ours), 1000 * Loopback.Median(listener), 1000 * Loopback.Median(waitset));
        Console.WriteLine($"round trip of {Bytes} bytes between two processes, loopback, medians of {Rounds} rounds:");
        Console.WriteLine($"  ours (a handler on an executor's thread) {us:F1} us");
        Console.WriteLine(
            $"  ddsperf, listener on Cyclone's thread {fast:F1} us   ratio {us / fast:F2} (goal 1.5 or less)");
        Console.WriteLine($"  ddsperf, waitset on a thread of its own {same:F1} us   ratio {us / same:F2}");
        return 0;
    }

    private static double Ping()
    {
        using var pong = Process.Start(Environment.ProcessPath!, ["roundtrip", "pong"]);
        using var done = new ManualResetEventSlim();
        using var context = new RosContext(Loopback.Quiet);
        using var node = context.CreateNode("ping");
        var publisher = node.CreatePublisher<UInt8MultiArray>(PingTopic, Latest);
        var message = new UInt8MultiArray();
        message.Data.Resize(Bytes);
        var times = new List<double>(Pings);
        var sent = 0L;
        node.CreateLoanedSubscription<UInt8MultiArray>(PongTopic, Latest, loan =>
        {
            loan.Dispose();
            var now = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            if (times.Count == Pings)
            {
                done.Set();
                return;
            }

            sent = Stopwatch.GetTimestamp();
            publisher.Publish(message);
        });
        while (publisher.SubscriberCount == 0)
        {
            Thread.Sleep(5);
        }

        Thread.Sleep(300);
        sent = Stopwatch.GetTimestamp();
        publisher.Publish(message);
        done.Wait(TimeSpan.FromSeconds(60));
        pong.Kill();
        pong.WaitForExit();
        times.RemoveRange(0, times.Count / 4);
        return Loopback.Median([.. times]);
    }

    private static void Pong()
    {
        using var context = new RosContext(Loopback.Quiet);
        using var node = context.CreateNode("pong");
        var publisher = node.CreatePublisher<UInt8MultiArray>(PongTopic, Latest);
        var message = new UInt8MultiArray();
        node.CreateSubscription<UInt8MultiArray>(PingTopic, Latest, ping =>
        {
            message.Data.Assign(ping.Data.AsSpan());
            publisher.Publish(message);
        });
        context.Shutdown.WaitHandle.WaitOne();
    }
}
