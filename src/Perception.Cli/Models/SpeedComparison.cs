using System.Diagnostics;
using System.Globalization;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Models;

/// <summary>
/// How long ONNX Runtime takes for two networks on this CPU, in turns, so that both see the same machine.
/// </summary>
internal static class SpeedComparison
{
    private const int WarmUp = 5, Rounds = 40;

    /// <summary>The sentence that says it: medians, the median of ratios, and what computes in whole numbers.</summary>
    /// <param name="exact">In float.</param>
    /// <param name="quantized">In 8 bits.</param>
    /// <param name="threads">That compute; 0: one per core.</param>
    public static string Measure(GraphModel exact, GraphModel quantized, int threads)
    {
        var levels = new float[exact.Inputs[0].ElementCount!.Value];
        var random = new Random(1);
        for (var i = 0; i < levels.Length; i++) levels[i] = random.Next(256);
        var input = new Dictionary<string,
            Tensor>
        { [exact.Inputs[0].Name] = Tensor.FromFloats(levels, [.. exact.Inputs[0].Shape!]) };
        using var one = new GraphRunner(exact, threads: threads);
        using var other = new GraphRunner(quantized, threads: threads);
        for (var i = 0; i < WarmUp; i++)
        {
            one.Run(input);
            other.Run(input);
        }

        var times =
            Enumerable.Range(0, Rounds).Select(_ => (Float: Time(one, input), Bytes: Time(other, input))).ToList();
        var (integer, real) = RuntimeGraph.Layers(quantized);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Median(times.Select(time => time.Float)):F1} ms in float, " +
            $"{Median(times.Select(time => time.Bytes)):F1} ms in 8 bits: " +
            $"{Median(times.Select(time => time.Float / time.Bytes)):F2} times as fast (medians of {Rounds} runs in " +
            $"turns, " +
            $"{(threads == 0 ? Environment.ProcessorCount : threads)} threads); ONNX Runtime computes {integer} of " +
            $"{integer + real} layers in whole numbers");
    }

    private static double Time(GraphRunner runner, Dictionary<string, Tensor> input)
    {
        var start = Stopwatch.GetTimestamp();
        runner.Run(input);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> times)
    {
        var sorted = times.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
