using System.Diagnostics;
using Perception.Simulation;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;

namespace Benchmarks.Simulation;

/// <summary>
/// Pictures per second of 640x384 with masks and depth, in every kind of surroundings and weather, and the processor
/// time of one, which other work on the machine disturbs less.
/// </summary>
internal static class SimulationBench
{
    private const int WarmUp = 25;
    private const int Frames = 40;

    public static int Run(string[] args)
    {
        var threads = args.Length > 0 && int.TryParse(args[0], out var given) && given > 0
            ? given
            : Environment.ProcessorCount;
        Console.WriteLine(
            $"rendering 640x384 with masks and depth on {threads} threads, {Frames} pictures each, 0.1 s apart:");
        var (rates, costs) = (new List<double>(), new List<double>());
        foreach (var surroundings in Enum.GetValues<Surroundings>())
        {
            Console.Write($"  {surroundings,-8}");
            foreach (var conditions in Enum.GetValues<Conditions>())
            {
                var (rate, cost) = Measure(surroundings, conditions, threads);
                rates.Add(rate);
                costs.Add(cost);
                Console.Write($" {conditions,8} {rate,5:F1}/s {cost,3:F0} ms");
            }

            Console.WriteLine();
        }

        Console.WriteLine($"  slowest {rates.Min():F1}/s, mean {rates.Count / rates.Sum(rate => 1 / rate):F1}/s; processor time at most {costs.Max():F0} ms, mean {costs.Average():F0} ms a picture");
        return 0;
    }

    private static (double PerSecond, double ProcessorMs) Measure(Surroundings surroundings, Conditions conditions,
        int threads)
    {
        using var drive = new Drive(
            new DriveOptions { Seed = 3, Surroundings = surroundings, Conditions = conditions, Threads = threads });
        using var frame = new FrameBuffers(640, 384);
        var (start, used) = (0L, TimeSpan.Zero);
        for (var i = 0; i < WarmUp + Frames; i++)
        {
            if (i == WarmUp) (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            drive.Advance(0.1);
            drive.Render(0, frame);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (Frames / seconds, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds / Frames);
    }
}
