using Perception.Evaluation.Datasets;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Results;

namespace Perception.Evaluation.Comparison;

/// <summary>
/// Compares two results on the frames that both have. How sure a difference is comes from a paired bootstrap: frames
/// are drawn anew, with repetition, the same for both, and the percentiles of the differences are the interval (Efron
/// and Tibshirani 1993). The same seed gives the same interval.
/// </summary>
public sealed class ResultComparison
{
    private ResultComparison(int frames, IReadOnlyList<string> classes, IReadOnlyList<ComparedFigure> figures) =>
        (Frames, Classes, Figures) = (frames, classes, figures);

    /// <summary>Frames that both results have.</summary>
    public int Frames { get; }

    /// <summary>Classes of boxes that were judged in both; masks are compared by the classes of both, too.</summary>
    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<ComparedFigure> Figures { get; }

    /// <summary>Compares the second result with the first.</summary>
    /// <exception cref="DatasetException">They have no frame in common.</exception>
    public static ResultComparison Of(ResultFolder first, ResultFolder second, ComparisonOptions options)
    {
        var classes = first.Header.Classes.Intersect(second.Header.Classes).ToArray();
        var masks = first.Header.MaskClasses.Intersect(second.Header.MaskClasses).ToArray();
        var others = second.Figures.Records.ToDictionary(record => record.Frame);
        var frames = first.Figures.Records.Where(record => others.ContainsKey(record.Frame)).ToArray();
        if (frames.Length == 0)
        {
            throw new DatasetException($"'{first.Path}' and '{second.Path}' have no frame in common");
        }

        var a = Calculator(frames, classes, Places(first, masks), masks.Length);
        var b = Calculator(
            [.. frames.Select(frame => others[frame.Frame])], classes, Places(second, masks), masks.Length);
        var (figures, values) = (a.Compute().Headlines, ByName(b.Compute()));
        var differences = Resample(a, b, [.. figures.Select(figure => figure.Name)], frames.Length, options);
        return new ResultComparison(frames.Length, classes, [.. figures.Select((figure, i) =>
        {
            var (low, high) = Interval(differences[i], options.Confidence);
            return new ComparedFigure(figure, values.GetValueOrDefault(figure.Name, double.NaN), low, high);
        }).Where(figure => double.IsFinite(figure.Figure.Value) && double.IsFinite(figure.Other))]);
    }

    // Of each class of a result's masks the place among those that both results have.
    private static int[] Places(ResultFolder result, string[] masks) =>
        [.. result.Header.MaskClasses.Select(name => Array.IndexOf(masks, name))];

    private static FigureCalculator Calculator(FrameRecord[] frames, string[] classes, int[] places, int masks)
    {
        var known = classes.Append(TruthObject.AnyClass).ToHashSet();
        return new FigureCalculator([.. frames.Select(frame => frame with
        {
            Truth = frame.Truth?.Where(item => known.Contains(item.Class)).ToArray(),
            Found = frame.Found?.Where(item => known.Contains(item.Class)).ToArray(),
            Semantic = masks == 0 ? null : frame.Semantic?.Renumbered(places, masks),
        })], classes);
    }

    // One list of differences for each figure; draws are numbered, so the order in which threads do them does not
    // matter.
    private static double[][] Resample(
        FigureCalculator a, FigureCalculator b, string[] names, int frames, ComparisonOptions options)
    {
        double[][] differences = [.. names.Select(_ => new double[options.Resamples])];
        Parallel.For(0, options.Resamples, draw =>
        {
            var weights = Draw(new SplitMix64(options.Seed, (ulong)draw), frames, options.BlockFrames);
            var (first, second) = (ByName(a.Compute(weights)), ByName(b.Compute(weights)));
            for (var i = 0; i < names.Length; i++)
            {
                differences[i][draw] =
                    second.GetValueOrDefault(names[i], double.NaN) - first.GetValueOrDefault(names[i], double.NaN);
            }
        });
        return differences;
    }

    // Blocks of frames that follow each other, around the end to the beginning, until there are as many as there were.
    private static int[] Draw(SplitMix64 random, int frames, int block)
    {
        var weights = new int[frames];
        for (var drawn = 0; drawn < frames; drawn++)
        {
            var start = drawn % block == 0 ? random.Next(frames) : (random.Last + drawn % block) % frames;
            weights[start]++;
        }

        return weights;
    }

    private static (double Low, double High) Interval(double[] differences, double confidence)
    {
        var sorted = differences.Where(double.IsFinite).Order().ToArray();
        var tail = (1 - confidence) / 2;
        return sorted.Length == 0 ? (double.NaN, double.NaN)
            : (sorted[(int)(tail * (sorted.Length - 1))], sorted[(int)Math.Ceiling((1 - tail) * (sorted.Length - 1))]);
    }

    private static Dictionary<string, double> ByName(FigureSet figures) =>
        figures.Headlines.ToDictionary(figure => figure.Name, figure => figure.Value);
}
