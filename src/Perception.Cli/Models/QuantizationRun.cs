using System.Globalization;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>A network on its way into 8 bits.</summary>
internal sealed class QuantizationRun
{
    private const int CorrectionPictures = 8, TuningPictures = 4, SensitivityPictures = 4;
    private readonly CalibrationSet? _pictures;

    public QuantizationRun(GraphModel prepared, CalibrationSet? pictures, QuantizationOptions options)
    {
        (Prepared, _pictures, Options) = (prepared, pictures, options);
        if (options.Level >= 1)
        {
            Prepared = prepared.Clone();
            EqualizedPairs = ChannelEqualization.Run(Prepared);
        }

        Ranges = pictures is null ? null : Calibration.Ranges(Prepared, pictures);
        if (options.Level >= 3) Options = options with { Thresholds = RangeTuning.Run(Prepared, Ranges!, options, Pictures(TuningPictures)) };
        Model = Quantize(Options);
    }

    /// <summary>The network in float, channels equalized where the level asks for it.</summary>
    public GraphModel Prepared { get; }

    public ActivationRanges? Ranges { get; }

    public QuantizationOptions Options { get; private set; }

    public int EqualizedPairs { get; }

    /// <summary>The network in 8 bits.</summary>
    public GraphModel Model { get; private set; }

    public string Summary
    {
        get
        {
            var layers = Quantizer.Weighted(Prepared).Count();
            var pairs = Options.Level >= 1 ? $", {EqualizedPairs} pairs of layers equalized" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{layers - Options.FloatNodes.Count} of {layers} layers in 8 bits{pairs}, " +
                $"{Prepared.ToBytes().Length / 1048576.0:F2} MiB became {Model.ToBytes().Length / 1048576.0:F2}");
        }
    }

    /// <summary>The first pictures of the set.</summary>
    public List<Tensor> Pictures(int count) => [.. _pictures!.Load().Take(count)];

    /// <summary>Keeps layers in float, the most sensitive first and twice as many each time, until accuracy is within a budget.</summary>
    public void KeepFloat(DetectionAccuracy accuracy, double budget)
    {
        var wanted = accuracy.Measure(Prepared).MeanAveragePrecision - budget;
        if (accuracy.Measure(Model).MeanAveragePrecision >= wanted) return;
        var order = SensitivityAnalysis.Run(Prepared, Ranges!, Options, Pictures(SensitivityPictures));
        for (var count = 1; count < order.Count; count *= 2)
        {
            Options = Options with { FloatNodes = Options.FloatNodes.Union(order.Take(count).Select(layer => layer.Name)).ToHashSet() };
            Model = Quantize(Options);
            var reached = accuracy.Measure(Model).MeanAveragePrecision;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with {Options.FloatNodes.Count} layers in float: mAP50-95 {reached:F4}, wanted {wanted:F4}"));
            if (reached >= wanted) return;
        }

        throw new UsageException($"no number of layers in float keeps the loss within {budget.ToString(CultureInfo.InvariantCulture)}");
    }

    private GraphModel Quantize(QuantizationOptions options)
    {
        var source = options.Level >= 2 ? BiasCorrection.Run(Prepared, Ranges!, options, Pictures(CorrectionPictures)) : Prepared;
        return Quantizer.Run(source, Ranges, options);
    }
}
