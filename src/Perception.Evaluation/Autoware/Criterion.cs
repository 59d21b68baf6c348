using Perception.Evaluation.Datasets;

namespace Perception.Evaluation.Autoware;

/// <summary>What decides whether a frame passes.</summary>
public enum CriteriaMethod
{
    /// <summary>Share of right ones among all that was judged, right or wrong.</summary>
    NumTp,

    /// <summary>Share of objects that were found.</summary>
    NumGtTp,

    /// <summary>Share of matched objects that have their label.</summary>
    Label,

    /// <summary>Mean average precision of the frame by centre distance.</summary>
    MetricsScore,
}

/// <summary>A frame passes when it reaches at least this many percent.</summary>
public sealed record Criterion(CriteriaMethod Method, double LeastPercent)
{
    internal static Criterion Of(string method, string level, string path) => new(
        method switch
        {
            "num_tp" => CriteriaMethod.NumTp,
            "num_gt_tp" => CriteriaMethod.NumGtTp,
            "label" => CriteriaMethod.Label,
            "metrics_score" => CriteriaMethod.MetricsScore,
            _ => throw new DatasetException($"the scenario '{path}' has the CriteriaMethod '{method}'; num_tp, " +
                "num_gt_tp, label and metrics_score are known for boxes"),
        },
        level.ToLowerInvariant() switch
        {
            "perfect" => 100,
            "hard" => 75,
            "normal" => 50,
            "easy" => 25,
            _ => double.TryParse(level, out var percent) && percent is >= 0 and <= 100 ? percent
                : throw new DatasetException($"the scenario '{path}' has the CriteriaLevel '{level}'; perfect, hard, " +
                    "normal, easy and 0 to 100 are allowed"),
        });
}
