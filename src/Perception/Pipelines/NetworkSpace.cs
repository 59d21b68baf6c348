using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>What follows from a network's manifest for the space that its results are about.</summary>
public sealed class NetworkSpace
{
    /// <param name="manifest">Of the network.</param>
    /// <param name="cloud">How points are made of depth; its dropped classes are those of the next parameter.</param>
    /// <param name="droppedClasses">Names of semantic classes that become no points.</param>
    /// <param name="depthSigma">Standard deviation of the network's depth, relative to it.</param>
    public NetworkSpace(
        ModelManifest manifest, PseudoLidarOptions cloud, IEnumerable<string> droppedClasses, double depthSigma)
    {
        Input = manifest.Input;
        DepthSigma = depthSigma;
        Sizes = [.. manifest.Classes.Select(ClassSize.OfName)];
        HasSizes = Sizes.Any(size => size is not null);
        var maps = manifest.Outputs.OfType<ClassMapOutput>().ToArray();
        LaneClasses = maps.FirstOrDefault(map => map.IsLanes)?.Classes ?? [];
        DepthNeedsCamera = manifest.Outputs.OfType<DepthOutput>().Any(depth => depth.FocalPixels is not null);
        var semantic = maps.FirstOrDefault(map => !map.IsLanes)?.Classes ?? [];
        Cloud = cloud with
        {
            DroppedClasses = [.. semantic.Index().Where(item => droppedClasses.Contains(item.Item))
                .Select(item => item.Index)],
        };
    }

    /// <summary>How pictures reach the network.</summary>
    public PreprocessingSpec Input { get; }

    /// <summary>Standard deviation of depth, relative to it.</summary>
    public double DepthSigma { get; }

    /// <summary>For each class of detections what is known of its size.</summary>
    public IReadOnlyList<ClassSize?> Sizes { get; }

    /// <summary>Whether any class can be located.</summary>
    public bool HasSizes { get; }

    /// <summary>Names of the types of lane lines by the class of the mask; empty without.</summary>
    public IReadOnlyList<string> LaneClasses { get; }

    /// <summary>Whether depth is only metres once the camera's focal length is known.</summary>
    public bool DepthNeedsCamera { get; }

    /// <summary>How points are made of depth.</summary>
    public PseudoLidarOptions Cloud { get; }
}
