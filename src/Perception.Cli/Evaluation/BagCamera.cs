using Ros2DotNet.Bags;

namespace Perception.Cli.Evaluation;

/// <summary>A camera of a bag: its images and what the bag knows to be true of them.</summary>
internal sealed record BagCamera(string Name, string ImageTopic, bool IsCompressed)
{
    private const string ImageType = "sensor_msgs/msg/Image";
    private const string CompressedType = "sensor_msgs/msg/CompressedImage";

    public string InfoTopic => $"{Name}/camera_info";

    public string DetectionsTopic => $"{Name}/truth/detections";

    public string ObjectsTopic => $"{Name}/truth/objects";

    public string SemanticTopic => $"{Name}/truth/semantic";

    public string DepthTopic => $"{Name}/truth/depth";

    public string LanesTopic => $"{Name}/truth/lanes";

    /// <summary>Cameras whose image topic has truth beside it: /front/image_raw and /front/truth/detections.</summary>
    public static List<BagCamera> Find(Bag bag)
    {
        var topics = bag.Topics.Select(topic => topic.Name).ToHashSet();
        var cameras = new List<BagCamera>();
        foreach (var topic in bag.Topics.Where(topic => topic.Type is ImageType or CompressedType)
            .OrderBy(topic => topic.Type.Length))
        {
            for (var name = Parent(topic.Name); name.Length > 0; name = Parent(name))
            {
                var isTruth = topic.Name.StartsWith($"{name}/truth/", StringComparison.Ordinal);
                if (!isTruth &&
                    topics.Contains($"{name}/truth/detections") && cameras.All(camera => camera.Name != name))
                {
                    // The raw topic comes first and is taken where there are both.
                    cameras.Add(new BagCamera(name, topic.Name, topic.Type == CompressedType));
                }
            }
        }

        return [.. cameras.OrderBy(camera => camera.Name, StringComparer.Ordinal)];
    }

    private static string Parent(string topic) => topic[..Math.Max(0, topic.LastIndexOf('/'))];
}
