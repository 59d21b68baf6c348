using System.Globalization;
using Perception.Evaluation.Figures;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>A network on its way into 8 bits.</summary>
internal sealed class QuantizationRun
{
    private const int CorrectionPictures = 8, TuningPictures = 4, SensitivityPictures = 4, RoundingPictures = 8;
    private readonly CalibrationSet? _pictures;
    private readonly IReadOnlyDictionary<string, Tensor> _rounded = new Dictionary<string, Tensor>();

    public QuantizationRun(GraphModel prepared, CalibrationSet? pictures, QuantizationOptions options)
    {
        (Prepared, _pictures, Options) = (prepared, pictures, options);
        if (options.Level >= 1)
        {
            Prepared = prepared.Clone();
            EqualizedPairs = ChannelEqualization.Run(Prepared);
        }

        Ranges = pictures is null ? null : Calibration.Ranges(Prepared, pictures);

        // A fixed range is not tuned.
        if (options.Level >= 3 && options.Calibrator != Calibrator.Fixed)
            Options = options with
            {
                Thresholds = RangeTuning.Run(Prepared, Ranges!, options, Pictures(TuningPictures))
            };
        if (options.Level >= 4) _rounded = AdaptiveRounding.Run(Prepared, options, Pictures(RoundingPictures));
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
            return string.Create(CultureInfo.InvariantCulture,
                $"{layers - Options.FloatNodes.Count} of {layers} layers in 8 bits{pairs}, " +
                $"{Prepared.ToBytes().Length / 1048576.0:F2} MiB became {Model.ToBytes().Length / 1048576.0:F2}");
        }
    }

    /// <summary>The first pictures of the set.</summary>
    public List<Tensor> Pictures(int count) => [.. _pictures!.Load().Take(count)];

    /// <summary>
    /// Keeps few layers in float until accuracy is within a budget; returns figures of the network in float.
    /// </summary>
    public IReadOnlyList<Headline> KeepFloat(NetworkAccuracy accuracy, AccuracyBudget budget)
    {
        var exact = accuracy.Measure(Prepared);
        Console.WriteLine($"in float: {FigureText.Line(exact)}");
        var always = Options.FloatNodes;
        bool IsWithin(IReadOnlySet<string> layers)
        {
            var found = accuracy.Measure(Quantize(Options with { FloatNodes = always.Union(layers).ToHashSet() }));
            var within = budget.Allows(exact, found, accuracy.Guarded);
            Console.WriteLine($"with {always.Count + layers.Count} layers in float: " +
                $"{FigureText.Line(found)}{(within ? "" : " - too much lost")}");
            return within;
        }

        // What each layer does alone is measured only where something has to stay in float.
        if (IsWithin(new HashSet<string>())) return exact;
        var order = SensitivityAnalysis.Run(Prepared, Ranges!, Options, Pictures(SensitivityPictures))
            .Select(layer => layer.Name).Where(name => !always.Contains(name)).ToList();

        // That none is too few is known by now.
        var kept = FloatLayerSearch.Run(order, layers => layers.Count > 0 && IsWithin(layers))
            ?? throw new UsageException($"no number of layers in float keeps the loss within {budget}");
        Console.WriteLine($"in float stay: {string.Join(", ", order.Where(kept.Contains))}");
        Options = Options with { FloatNodes = always.Union(kept).ToHashSet() };
        Model = Quantize(Options);
        return exact;
    }

    private GraphModel Quantize(QuantizationOptions options)
    {
        var source = options.Level >= 4 ? AdaptiveRounding.Apply(Prepared, _rounded, options) : Prepared;
        if (options.Level >= 2)
        {
            source = BiasCorrection.Run(source, Ranges!, options, Pictures(CorrectionPictures), exact: Prepared);
        }
        return Quantizer.Run(source, Ranges, options);
    }
}
