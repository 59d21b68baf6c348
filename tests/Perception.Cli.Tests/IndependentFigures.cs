using System.Globalization;
using System.Text.Json;

namespace Perception.Cli.Tests;

/// <summary>Detection figures of an evaluation, computed again by numpy after COCO's definition.</summary>
internal static class IndependentFigures
{
    private static readonly string[] Names =
        ["mAP50_95", "mAP50", "mAP75", "mAP_small", "mAP_medium", "mAP_large", "largest_recall"];

    /// <summary>Compares all of them with a result folder's; gives what the summary says of detection.</summary>
    public static JsonElement AssertEqual(string annotations, string result, double leastHeight, double mostHidden)
    {
        var expected = Python.Run("tests/Perception.Evaluation.Tests/Reference/dataset_eval.py", ["numpy"],
            annotations, result, Text(leastHeight), Text(mostHidden)).Split(' ');
        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(result, "summary.json"))).RootElement;
        var detection = summary.GetProperty("detection");
        for (var i = 0; i < Names.Length; i++)
        {
            var value = detection.GetProperty(Names[i]);
            Assert.Equal(double.Parse(expected[i], CultureInfo.InvariantCulture),
                value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble(), 1e-9);
        }

        return detection;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
