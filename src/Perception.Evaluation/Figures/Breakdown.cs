using Perception.Evaluation.Depth;

namespace Perception.Evaluation.Figures;

/// <summary>Where the figures come from: by what frames have in common, and by what objects have.</summary>
public static class Breakdown
{
    private static readonly double[] OcclusionBorders = [0, 0.1, 0.4, 0.7, 1.0001];

    /// <summary>Figures by camera and by every tag that has more than one value.</summary>
    public static IReadOnlyList<SplitFigures> ByFrame(FigureCalculator all)
    {
        var splits = new List<SplitFigures>();
        var names = all.Records.SelectMany(record => record.Tags.Keys).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names.Prepend("camera"))
        {
            var groups =
                all.Records.GroupBy(record => name == "camera" ? record.Camera : record.Tags.GetValueOrDefault(name))
                .Where(group => group.Key is not null).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
            if (groups.Length > 1)
            {
                splits.AddRange(groups.Select(group => new SplitFigures(
                    name, group.Key!, new FigureCalculator([.. group], all.Classes, all.OperatingScore).Compute())));
            }
        }

        return splits;
    }

    /// <summary>Recall and place by distance, size and occlusion, as far as truth knows them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<BandFigure>> ByObject(FigureCalculator all)
    {
        var tables = new SortedDictionary<string, IReadOnlyList<BandFigure>>(StringComparer.Ordinal);
        var objects = Objects(all).ToArray();
        Add("size", ["small", "medium", "large"], item => item.Area < 32 * 32 ? 0 : item.Area <= 96 * 96 ? 1 : 2);
        Add("distance", [.. Enumerable.Range(0, DepthBands.BordersMetres.Count - 1).Select(DepthBands.Name)],
            item => item.Distance is { } metres ? DepthBands.Find(metres) : -1);
        Add("occlusion", ["under 10 %", "10-40 %", "40-70 %", "over 70 %"],
            item =>
                item.Occlusion is { } share ? Array.FindLastIndex(OcclusionBorders, border => share >= border) : -1);
        return tables;

        void Add(string name, string[] bands, Func<JudgedObject, int> bandOf)
        {
            var rows = bands.Select((band, index) => Figure(band, [.. objects.Where(item => bandOf(item) == index)]))
                .ToArray();
            if (rows.Any(row => row.Objects > 0))
            {
                tables.Add(name, rows);
            }
        }
    }

    private static BandFigure Figure(string name, JudgedObject[] objects) => new(
        name, objects.Length, objects.Length == 0 ? double.NaN : objects.Average(item => item.IsFound ? 1.0 : 0),
        objects.Select(item => item.CentreError).OfType<double>().DefaultIfEmpty(double.NaN).Average());

    private static IEnumerable<JudgedObject> Objects(FigureCalculator all)
    {
        for (var i = 0; i < all.Records.Count; i++)
        {
            var (record, pairs) =
                (all.Records[i], all.Matches[i].Pairs.ToDictionary(pair => pair.Truth, pair => pair.Found));
            for (var t = 0; t < (record.Truth?.Count ?? 0); t++)
            {
                var truth = record.Truth![t];
                if (!truth.IsWanted)
                {
                    continue;
                }

                var isFound = pairs.TryGetValue(t, out var found);
                yield return new JudgedObject(truth.Area, truth.DistanceMetres, truth.Occlusion, isFound,
                    isFound ? ObjectErrors.Of(truth, record.Found![found])?.CentreMetres : null);
            }
        }
    }

    private readonly record struct JudgedObject(
        double Area, double? Distance, double? Occlusion, bool IsFound, double? CentreError);
}
