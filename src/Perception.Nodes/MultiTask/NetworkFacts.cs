using Perception.Decoding;
using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Nodes.Spatial;
using Perception.Nodes.Yolox;

namespace Perception.Nodes.MultiTask;

/// <summary>What follows from a network's manifest for those who publish its results.</summary>
internal sealed class NetworkFacts
{
    public NetworkFacts(ModelManifest manifest, MultiTaskParameters parameters)
    {
        Manifest = manifest;
        Objects = new ObjectMessages(manifest.Classes, parameters.AutowareCompat);
        Located = new LocatedObjectMessages(manifest.Classes);
        LocatedMarkers = new LocatedObjectMarkers(Located);
        Sizes = [.. manifest.Classes.Select(ClassSize.OfName)];
        HasSizes = Sizes.Any(size => size is not null);
        var semantic = manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(map => !map.IsLanes);
        Colours = semantic is not null && parameters.ColorMapPath.Length > 0
            ? ClassColourMap.Load(parameters.ColorMapPath) : ColoursOf(semantic);
        Overlay = semantic is null ? null : parameters.Overlay?.For(manifest.Classes, semantic.Classes);
        DroppedClasses = [.. (semantic?.Classes ?? []).Index()
            .Where(item => parameters.PointsDroppedClasses.Contains(item.Item)).Select(item => item.Index)];
        LaneTypes = manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(map => map.IsLanes)?.Classes ?? [];
        DepthNeedsCamera = manifest.Outputs.OfType<DepthOutput>().Any(depth => depth.FocalPixels is not null);
    }

    public ModelManifest Manifest { get; }

    public ObjectMessages Objects { get; }

    public LocatedObjectMessages Located { get; }

    public LocatedObjectMarkers LocatedMarkers { get; }

    /// <summary>For each class of detections what is known of its size.</summary>
    public IReadOnlyList<ClassSize?> Sizes { get; }

    /// <summary>Whether any class can be located.</summary>
    public bool HasSizes { get; }

    /// <summary>Of semantic classes.</summary>
    public ClassColourMap Colours { get; }

    /// <summary>Writes detections into the mask; null where that is not wanted.</summary>
    public RoiOverlay? Overlay { get; }

    /// <summary>Semantic classes that become no points.</summary>
    public IReadOnlyList<int> DroppedClasses { get; }

    /// <summary>Names of the types of lane lines by the class of the mask.</summary>
    public IReadOnlyList<string> LaneTypes { get; }

    /// <summary>Whether depth is only metres once the camera's focal length is known.</summary>
    public bool DepthNeedsCamera { get; }

    private static ClassColourMap ColoursOf(ClassMapOutput? map) => new((map?.Classes ?? []).Index().Select(item =>
        ((byte)item.Index, item.Item,
            map!.Colours.TryGetValue(item.Item, out var colour) ? colour : Palette(item.Index))));

    // The first class is what is no other one.
    private static ClassColour Palette(int id)
    {
        var colour = Perception.Drawing.ClassPalette.ColourOf(id);
        return id == 0 ? default
            : new ClassColour((byte)(colour.Red * 255), (byte)(colour.Green * 255), (byte)(colour.Blue * 255));
    }
}
