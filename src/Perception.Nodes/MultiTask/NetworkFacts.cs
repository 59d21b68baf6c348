using Perception.Decoding;
using Perception.Inference;
using Perception.Nodes.Spatial;
using Perception.Nodes.Yolox;
using Perception.Pipelines;

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
        Space = new NetworkSpace(
            manifest, parameters.CloudOptions(), parameters.PointsDroppedClasses, parameters.DepthSigma);
        var semantic = manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(map => !map.IsLanes);
        Colours = semantic is not null && parameters.ColorMapPath.Length > 0
            ? ClassColourMap.Load(parameters.ColorMapPath) : ColoursOf(semantic);
        Overlay = semantic is null ? null : parameters.Overlay?.For(manifest.Classes, semantic.Classes);
    }

    public ModelManifest Manifest { get; }

    public ObjectMessages Objects { get; }

    public LocatedObjectMessages Located { get; }

    public LocatedObjectMarkers LocatedMarkers { get; }

    /// <summary>What it says of the space before a camera.</summary>
    public NetworkSpace Space { get; }

    /// <summary>Of semantic classes.</summary>
    public ClassColourMap Colours { get; }

    /// <summary>Writes detections into the mask; null where that is not wanted.</summary>
    public RoiOverlay? Overlay { get; }

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
