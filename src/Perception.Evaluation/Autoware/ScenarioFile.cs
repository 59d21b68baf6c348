using Perception.Evaluation.Datasets;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Evaluation.Autoware;

/// <summary>Reads scenarios. What concerns 3D, tracking or prediction is passed over.</summary>
public static class ScenarioFile
{
    /// <exception cref="DatasetException">It cannot be read, or something is missing; one sentence.</exception>
    public static Scenario Read(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            return yaml.Documents.Count > 0 ? Read(Child(yaml.Documents[0].RootNode, "Evaluation", path), path)
                : throw new DatasetException($"the scenario '{path}' is empty");
        }
        catch (YamlException e)
        {
            throw new DatasetException($"the scenario '{path}' is not YAML: line {e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"the scenario '{path}' cannot be read: {e.Message}");
        }
    }

    private static Scenario Read(YamlNode evaluation, string path)
    {
        var useCase = Text(Child(evaluation, "UseCaseName", path));
        if (useCase != "perception_2d")
        {
            throw new DatasetException(
                $"the scenario '{path}' is of the use case '{useCase}'; perception_2d is judged here");
        }

        var conditions = Child(evaluation, "Conditions", path);
        var settings = Child(Child(evaluation, "PerceptionEvaluationConfig", path), "evaluation_config_dict", path);
        var labels = Texts(Child(settings, "target_labels", path));
        var (methods, levels) =
            (Texts(Child(conditions, "CriteriaMethod", path)), Texts(Child(conditions, "CriteriaLevel", path)));
        if (methods.Length != levels.Length)
        {
            throw new DatasetException($"the scenario '{path}' has {methods.Length} criteria and {levels.Length} " +
                "levels; as many of both are needed");
        }

        var overlaps = Optional(evaluation, "PerceptionPassFailConfig") is { } passFail &&
            Optional(passFail, "matching_threshold_list") is { } list
            ? Numbers(list, path) : [0.5];
        return new Scenario
        {
            PassRate = Number(Child(conditions, "PassRate", path), path),
            Criteria = [.. methods.Zip(levels, (method, level) => Criterion.Of(method, level, path))],
            TargetCameras = Optional(conditions, "TargetCameras") is YamlMappingNode cameras
                ? [.. cameras.Children.Keys.Select(Text)]
                : [],
            TargetLabels = labels,
            CentreDistancesPixels = Rows(settings, "center_distance_thresholds", labels.Length, path),
            Overlaps = Rows(settings, "iou_2d_thresholds", labels.Length, path),
            AllowMatchingUnknown = Flag(settings, "allow_matching_unknown", otherwise: true, path),
            MergeSimilarLabels = Flag(settings, "merge_similar_labels", otherwise: false, path),
            PassFailOverlaps = Expand(overlaps, labels.Length, "matching_threshold_list", path),
        };
    }

    // Each entry is one threshold for all labels, or a list with one for each.
    private static IReadOnlyList<double>[] Rows(YamlNode settings, string name, int labels, string path) =>
        Optional(settings, name) is not YamlSequenceNode rows ? []
            : [.. rows.Children.Select(row => Expand(Numbers(row, path), labels, name, path))];

    private static double[] Expand(double[] values, int labels, string name, string path) =>
        values.Length == labels ? values
        : values.Length == 1 ? [.. Enumerable.Repeat(values[0], labels)]
        : throw new DatasetException($"'{name}' of the scenario '{path}' has {values.Length} thresholds for {labels} " +
            "labels; one, or one for each, is needed");

    private static YamlNode Child(YamlNode parent, string name, string path) => Optional(parent, name) ??
        throw new DatasetException($"the scenario '{path}' has no '{name}'");

    private static YamlNode? Optional(YamlNode parent, string name) =>
        parent is YamlMappingNode mapping && mapping.Children.TryGetValue(name, out var child) &&
        child is not YamlScalarNode { Value: "null" or "~" or "" } ? child : null;

    // YAML 1.1, which the replayer reads, has more words than these, but nobody writes them in scenarios.
    private static bool Flag(YamlNode parent, string name, bool otherwise, string path) =>
        Optional(parent, name) is not { } node ? otherwise : Text(node).ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            var word => throw new DatasetException(
                $"the scenario '{path}' has {name}: {word}; true and false are allowed"),
        };

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private static string[] Texts(YamlNode node) =>
        node is YamlSequenceNode list ? [.. list.Children.Select(Text)] : [Text(node)];

    private static double[] Numbers(YamlNode node, string path) =>
        node is YamlSequenceNode list ? [.. list.Children.Select(item => Number(item, path))] : [Number(node, path)];

    private static double Number(YamlNode node, string path) => double.TryParse(Text(node), out var value) ? value
        : throw new DatasetException($"the scenario '{path}' has '{node}' where a number is needed");
}
