using Perception.Nodes.Anonymizer;
using Perception.Nodes.Camera;
using Perception.Nodes.Decompress;
using Perception.Nodes.MultiTask;
using Perception.Nodes.ObjectLocator;
using Perception.Nodes.PseudoLidar;
using Perception.Nodes.Rectify;
using Perception.Nodes.Yolox;

namespace Perception.Nodes;

/// <summary>The nodes with one task each.</summary>
public static class NodeCatalogue
{
    public static IReadOnlyList<NodeKind> All { get; } =
    [
        new("anonymizer", "Images with heads and number plates hidden: ~/in/image to ~/out/image.",
            AnonymizerParameters.Definitions, node => new AnonymizerNode(node)),
        new("camera", "A V4L2 device, video file or stream as ~/out/{image,camera_info}.",
            CameraParameters.Definitions, node => new CameraNode(node)),
        new("decompress", "Compressed images to raw ones: ~/in/image to ~/out/image.",
            DecompressParameters.Definitions, node => new DecompressNode(node)),
        new("multitask",
            "All outputs of one network: ~/in/{image,camera_info} to ~/out/{objects,mask,lanes,depth,points,...}.",
            MultiTaskParameters.Definitions, node => new MultiTaskNode(node)),
        new("rectify", "Images without their lens: ~/in/{image,camera_info} to ~/out/{image,camera_info}.",
            RectifyParameters.Definitions, node => new RectifyNode(node)),
        new("pseudo_lidar", "Depth to point clouds: ~/in/{depth,camera_info}, maybe image and mask, to ~/out/points.",
            PseudoLidarParameters.AllDefinitions, node => new PseudoLidarNode(node)),
        new("object_locator", "Boxes to objects in space: ~/in/{detections,depth,camera_info} to " +
            "~/out/{objects,detections3d,markers}.",
            ObjectLocatorParameters.AllDefinitions, node => new ObjectLocatorNode(node)),
    ];

    /// <summary>The detector that has Autoware's parameters beside its own.</summary>
    public static NodeKind Yolox { get; } = new("yolox",
        "Objects in camera images: ~/in/image to ~/out/{objects,detections,image}.",
        [.. YoloxParameters.AllDefinitions],
        node => new YoloxNode(node));

    /// <summary>The node of that name; null where there is none.</summary>
    public static NodeKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
