namespace Perception.Evaluation.Figures;

/// <summary>Which class objects have and which they were given; the last row and column stand for nothing.</summary>
public sealed class ClassConfusion
{
    private readonly int[,] _counts;

    private ClassConfusion(IReadOnlyList<string> classes) =>
        (Classes, _counts) = (classes, new int[classes.Count + 1, classes.Count + 1]);

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Objects of a class that were given a class; the number of classes stands for nothing.</summary>
    public int this[int truth, int found] => _counts[truth, found];

    /// <summary>At the calculator's operating score.</summary>
    public static ClassConfusion Of(FigureCalculator all)
    {
        var confusion = new ClassConfusion(all.Classes);
        var ids = all.Classes.Select((name, id) => (name, id)).ToDictionary(pair => pair.name, pair => pair.id);
        var nothing = all.Classes.Count;
        for (var i = 0; i < all.Records.Count; i++)
        {
            var (record, match) = (all.Records[i], all.Matches[i]);
            int Truth(int t) => ids.GetValueOrDefault(record.Truth![t].Class, nothing);
            int Found(int f) => ids.GetValueOrDefault(record.Found![f].Class, nothing);
            foreach (var (t, f) in match.Pairs.Concat(match.Confused))
            {
                confusion._counts[Truth(t), Found(f)]++;
            }

            foreach (var t in match.Missed)
            {
                confusion._counts[Truth(t), nothing]++;
            }

            foreach (var f in match.Ghosts)
            {
                confusion._counts[nothing, Found(f)]++;
            }
        }

        return confusion;
    }
}
