using Perception.Nodes.Decompress;
using Perception.Nodes.Rectify;

namespace Perception.Nodes;

/// <summary>The nodes with one task each.</summary>
public static class NodeCatalogue
{
    public static IReadOnlyList<NodeKind> All { get; } =
    [
        new("decompress", "Compressed images to raw ones: ~/in/image to ~/out/image.",
            DecompressParameters.Definitions, node => new DecompressNode(node)),
        new("rectify", "Images without their lens: ~/in/{image,camera_info} to ~/out/{image,camera_info}.",
            RectifyParameters.Definitions, node => new RectifyNode(node)),
    ];

    /// <summary>The node of that name; null where there is none.</summary>
    public static NodeKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
