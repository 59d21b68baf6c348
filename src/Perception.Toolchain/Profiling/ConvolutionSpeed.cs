using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Profiling;

/// <summary>How fast this machine computes single convolutions; time is that of the kernel alone.</summary>
public static class ConvolutionSpeed
{
    private const int Opset = 13;
    private const int Runs = 8;

    // Large enough to fill the caches' lines and small enough to stay in them.
    private static readonly (int Channels, int Size)[] Candidates = [(64, 64), (128, 32), (256, 16)];

    /// <summary>Thousand million operations a second of a convolution, by the median of some runs.</summary>
    /// <param name="inputs">Channels that it reads.</param>
    /// <param name="outputs">Channels that it gives.</param>
    /// <param name="kernel">Width and height of its window.</param>
    /// <param name="size">Width and height of its maps.</param>
    /// <param name="threads">Threads; 0: one per core.</param>
    public static double Measure(int inputs, int outputs, int kernel, int size, int threads = 0)
    {
        var model = GraphModel.Create("convolution", Opset);
        model.Inputs.Add(new ValueInfo("x", ElementType.Float32, [1, inputs, size, size]));
        var random = new Random(1);
        var weights = new float[outputs * inputs * kernel * kernel];
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)random.NextDouble() - 0.5f;
        var weight = model.AddWeight("w", Tensor.FromFloats(weights, outputs, inputs, kernel, kernel));
        model.Nodes.Add(new Node("Conv", ["x", weight], ["y"]).Set("kernel_shape", kernel, kernel)
            .Set("pads", [.. Enumerable.Repeat((long)(kernel / 2), 4)]));
        model.Outputs.Add(new ValueInfo("y", ElementType.Float32, null));
        return LayerProfiler.Run(model, Runs, warmUp: 2, threads).Layers.Max(layer => layer.GigaFlopsPerSecond ?? 0);
    }

    /// <summary>The best of some convolutions that suit any machine: what networks could reach, in GFLOP/s.</summary>
    public static double Peak(int threads = 0) =>
        Candidates.Max(candidate => Measure(candidate.Channels, candidate.Channels, 3, candidate.Size, threads));

    /// <summary>Every pair of input and output channels, input channels by row.</summary>
    public static double[,] Sweep(IReadOnlyList<int> channels, int kernel, int size, int threads = 0)
    {
        var speeds = new double[channels.Count, channels.Count];
        for (var row = 0; row < channels.Count; row++)
        {
            for (var column = 0; column < channels.Count; column++)
                speeds[row, column] = Measure(channels[row], channels[column], kernel, size, threads);
        }

        return speeds;
    }
}
