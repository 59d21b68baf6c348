namespace Perception.Evaluation.Datasets;

/// <summary>
/// Which class of a network is which of a dataset, by name: case, blanks and underscores do not count, and a few words
/// that mean the same are known.
/// </summary>
public sealed class ClassMapping
{
    private static readonly Dictionary<string, string> Synonyms = new()
    {
        ["person"] = "pedestrian",
        ["motorbike"] = "motorcycle",
        ["stopsign"] = "trafficsign",
    };

    private readonly Dictionary<int, int> _datasetClassOf = [];
    private readonly Dictionary<string, string> _names = [];

    /// <param name="networkClasses">Names of the network's classes.</param>
    /// <param name="datasetClasses">Names of the dataset's classes.</param>
    public ClassMapping(IReadOnlyList<string> networkClasses, IReadOnlyList<string> datasetClasses)
    {
        for (var i = 0; i < networkClasses.Count; i++)
        {
            for (var j = 0; j < datasetClasses.Count; j++)
            {
                if (Key(networkClasses[i]) == Key(datasetClasses[j]))
                {
                    _datasetClassOf.TryAdd(i, j);
                    _names.TryAdd(Key(networkClasses[i]), datasetClasses[j]);
                }
            }
        }

        Common = [.. _datasetClassOf.Values.Distinct().Order()];
        DatasetOnly = [.. datasetClasses.Where((_, j) => !Common.Contains(j))];
        NetworkOnly = [.. networkClasses.Where((_, i) => !_datasetClassOf.ContainsKey(i))];
    }

    /// <summary>Classes of the dataset that the network has too.</summary>
    public IReadOnlyList<int> Common { get; }

    /// <summary>Classes that only the dataset has; they cannot be evaluated.</summary>
    public IReadOnlyList<string> DatasetOnly { get; }

    /// <summary>Classes that only the network has; what it finds of them does not count.</summary>
    public IReadOnlyList<string> NetworkOnly { get; }

    /// <summary>What the dataset calls a class of the network; null where it has none.</summary>
    public string? NameOf(string networkClass) => _names.GetValueOrDefault(Key(networkClass));

    /// <summary>The dataset's class of a network's class; null where there is none.</summary>
    public int? ToDataset(int networkClass) =>
        _datasetClassOf.TryGetValue(networkClass, out var datasetClass) ? datasetClass : null;

    /// <summary>A name without case, blanks, underscores and synonyms.</summary>
    internal static string Key(string name)
    {
        var key = string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return Synonyms.GetValueOrDefault(key, key);
    }
}
