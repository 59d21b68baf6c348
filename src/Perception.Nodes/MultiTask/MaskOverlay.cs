using Perception.Decoding;
using Perception.Nodes.Yolox;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;

namespace Perception.Nodes.MultiTask;

/// <summary>Which detections are written into the semantic mask, and as what.</summary>
/// <param name="ScoreThreshold">Least score of one that is.</param>
/// <param name="Labels">Autoware's labels that are, where no remap says it.</param>
/// <param name="Remap">For names of classes the class of the mask, -1 for none; null goes by the mask's names.</param>
internal sealed record MaskOverlay(
    float ScoreThreshold, IReadOnlyList<byte> Labels, IReadOnlyDictionary<string, int>? Remap)
{
    /// <summary>The overlay for a network's classes of detections and of its mask.</summary>
    public RoiOverlay For(IReadOnlyList<string> classes, IReadOnlyList<string> maskClasses) =>
        new(classes.Select(name => Remap is not null ? FromRemap(Remap, name) : FromNames(name, maskClasses)),
            ScoreThreshold);

    private static int FromRemap(IReadOnlyDictionary<string, int> remap, string name) =>
        SpellingsOf(name).Where(remap.ContainsKey).Select(spelling => remap[spelling]).FirstOrDefault(RoiOverlay.None);

    // Autoware calls one class by several names.
    private static string[] SpellingsOf(string name) => ObjectLabels.FromName(name) switch
    {
        ObjectClassification.Pedestrian => [name, "PEDESTRIAN", "PERSON"],
        ObjectClassification.Motorcycle => [name, "MOTORBIKE", "MOTORCYCLE"],
        ObjectClassification.Animal => [name, "ANIMAL"],
        ObjectClassification.Unknown => [name, "UNKNOWN"],
        _ => [name],
    };

    private int FromNames(string name, IReadOnlyList<string> maskClasses)
    {
        var label = ObjectLabels.FromName(name);
        string[] wanted = !Labels.Contains(label) ? [] : label switch
        {
            ObjectClassification.Pedestrian => [name, "person", "pedestrian"],
            ObjectClassification.Bicycle or ObjectClassification.Motorcycle => [name, "bike", "two_wheeler"],
            ObjectClassification.Car or ObjectClassification.Truck or ObjectClassification.Bus
                or ObjectClassification.Trailer => [name, "vehicle"],
            ObjectClassification.Animal => [name, "animal", "others"],
            _ => [name, "obstacle"],
        };
        return wanted.Select(maskName => IndexOf(maskClasses, maskName)).FirstOrDefault(id => id >= 0, RoiOverlay.None);
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return RoiOverlay.None;
    }
}
