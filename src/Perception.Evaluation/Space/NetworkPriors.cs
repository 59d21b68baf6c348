using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Evaluation.Space;

/// <summary>What a manifest tells of the space that its network sees.</summary>
internal sealed class NetworkPriors
{
    public NetworkPriors(ModelManifest manifest)
    {
        Input = manifest.Input;
        Sizes = [.. manifest.Classes.Select(ClassSize.OfName)];
        HasSizes = Sizes.Any(size => size is not null);
        var maps = manifest.Outputs.OfType<ClassMapOutput>().ToArray();
        LaneClasses = maps.FirstOrDefault(map => map.IsLanes)?.Classes ?? [];
        Sky = [.. (maps.FirstOrDefault(map => !map.IsLanes)?.Classes ?? []).Index()
            .Where(item => item.Item == "sky").Select(item => item.Index)];
    }

    public PreprocessingSpec Input { get; }

    /// <summary>For each class of detections what is known of its size.</summary>
    public IReadOnlyList<ClassSize?> Sizes { get; }

    /// <summary>Whether any class has a size.</summary>
    public bool HasSizes { get; }

    /// <summary>Names of the classes of lane masks; empty without.</summary>
    public IReadOnlyList<string> LaneClasses { get; }

    /// <summary>Semantic classes that become no points.</summary>
    public IReadOnlyList<int> Sky { get; }
}
