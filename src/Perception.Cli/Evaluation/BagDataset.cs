using Perception.Evaluation.Datasets;
using Perception.Geometry;
using Perception.Simulation.Truth;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Ros2DotNet.Messages.VisionMsgs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Perception.Cli.Evaluation;

/// <summary>
/// A recording with truth topics as a dataset. An image is put together with the truth of its stamp; frames come in the
/// order in which the bag completes them, which is the same in every run.
/// </summary>
internal sealed class BagDataset
{
    // Images that wait for their truth; more are of a bag whose truth is missing.
    private const int MostWaiting = 64;

    private readonly string _path;
    private readonly TruthRules _rules;
    private readonly List<BagCamera> _cameras;
    private readonly Dictionary<string, GroundPlane> _grounds = [];
    private readonly Dictionary<string, BagCamera> _cameraOfTopic = [];
    private readonly Dictionary<string, HashSet<string>> _wanted = [];
    private readonly SortedDictionary<string, string> _setting = new(StringComparer.Ordinal);

    private BagDataset(string path, TruthRules rules, List<BagCamera> cameras, Bag bag)
    {
        (_path, _rules, _cameras) = (path, rules, cameras);
        var topics = bag.Topics.Select(topic => topic.Name).ToHashSet();
        foreach (var camera in cameras)
        {
            string[] needed = [camera.ImageTopic, camera.DetectionsTopic, camera.ObjectsTopic, camera.SemanticTopic,
                camera.DepthTopic, camera.LanesTopic];
            _wanted[camera.Name] = [.. needed.Where(topics.Contains)];
            foreach (var topic in _wanted[camera.Name].Append(camera.InfoTopic)) _cameraOfTopic[topic] = camera;
        }

        ReadTransforms(bag);
        ReadSetting(bag);
    }

    /// <summary>Images without truth, and truth without an image.</summary>
    public int Incomplete { get; private set; }

    /// <summary>Reads which cameras and classes there are.</summary>
    /// <exception cref="BagException">There is no bag.</exception>
    /// <exception cref="UsageException">It has no truth, or not the camera that was asked for.</exception>
    public static (BagDataset Bag, LabelledDataset Dataset) Open(string path, string[] cameras, TruthRules rules)
    {
        using var bag = Bag.Open(path);
        var found = BagCamera.Find(bag);
        if (found.Count == 0)
            throw new UsageException(
                $"{path} has no truth: a topic such as /camera_front/truth/detections beside an image topic is " +
                "needed (perception sim bag writes such bags)");
        var chosen = cameras.Select(name => found.Find(camera => camera.Name.TrimStart('/') == name.TrimStart('/')) ??
            throw new UsageException($"{path} has no camera '{name}' with truth; it has " +
                $"{string.Join(", ", found.Select(c => c.Name))}")).ToList();
        var dataset = new BagDataset(path, rules, chosen.Count > 0 ? chosen : found, bag);
        var count = bag.Topics.Where(topic => dataset._cameras.Any(camera => camera.ImageTopic == topic.Name))
            .Sum(topic => topic.MessageCount);
        return (dataset, new LabelledDataset(
            "bag", path, dataset.Classes(bag), Enum.GetNames<SemanticClass>(), (int)count, dataset.Frames()));
    }

    // Where all names are those of the simulation, classes that the drive did not meet count too.
    private string[] Classes(Bag bag)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var topics = _cameras.Select(camera => camera.DetectionsTopic).ToHashSet();
        var message = new Detection2DArray();
        using var cursor = bag.ReadMessages(new BagFilter { Topics = topic => topics.Contains(topic.Name) });
        while (cursor.MoveNext())
        {
            cursor.Current.Deserialize(message);
            foreach (var item in message.Detections.AsSpan())
            {
                if (item.Results.Count > 0) names.Add(item.Results.AsSpan()[0].Hypothesis.ClassId);
            }
        }

        string[] rendered = [.. Enum.GetNames<ObjectClass>().Skip(1).Select(name => name.ToUpperInvariant())];
        return names.All(rendered.Contains) ? rendered : [.. names];
    }

    private void ReadTransforms(Bag bag)
    {
        var message = new TFMessage();
        using var cursor = bag.ReadMessages(new BagFilter { Topics = topic => topic.Name == "/tf_static" });
        while (cursor.MoveNext())
        {
            cursor.Current.Deserialize(message);
            foreach (var link in message.Transforms.AsSpan())
            {
                var (t, q) = (link.Transform.Translation, link.Transform.Rotation);
                if (link.Header.FrameId != "base_link" || !(t.Z > 0)) continue;

                // base_link stands on the ground; its z axis seen from the camera is the last row of the rotation.
                var up = new Point3((2 * q.X * q.Z) - (2 * q.Y * q.W), (2 * q.Y * q.Z) + (2 * q.X * q.W),
                    1 - (2 * q.X * q.X) - (2 * q.Y * q.Y));
                _grounds[link.ChildFrameId] = new GroundPlane(up, t.Z);
            }
        }
    }

    // What is true of the whole drive: /truth/conditions and /truth/surroundings say it in a word each.
    private void ReadSetting(Bag bag)
    {
        var message = new StringMessage();
        foreach (var name in (string[])["conditions", "surroundings"])
        {
            using var cursor = bag.ReadMessages(new BagFilter
            {
                Topics = topic => topic.Name == $"/truth/{name}" && topic.Type == StringMessage.TypeName,
            });
            while (cursor.MoveNext())
            {
                cursor.Current.Deserialize(message);
                _setting[name] = message.Data;
            }
        }
    }

    private IEnumerable<LabelledFrame> Frames()
    {
        using var bag = Bag.Open(_path);
        using var cursor = bag.ReadMessages(new BagFilter { Topics = topic => _cameraOfTopic.ContainsKey(topic.Name) });
        var waiting = new Dictionary<(string Camera, long StampNs), BagTruthFrame>();
        var order = new Queue<(string Camera, long StampNs)>();
        var models = new Dictionary<string, (CameraModel? Model, GroundPlane? Ground)>();
        Incomplete = 0;
        while (cursor.MoveNext())
        {
            var camera = _cameraOfTopic[cursor.Current.Topic.Name];
            if (cursor.Current.Topic.Name == camera.InfoTopic)
            {
                models.TryAdd(camera.Name, Model(cursor.Current.Data));
                continue;
            }

            // Every message of these topics begins with its header.
            var stamp = new HeaderView(cursor.Current.Data).Stamp;
            var key = (camera.Name, (stamp.Sec * 1_000_000_000L) + stamp.Nanosec);
            if (!waiting.TryGetValue(key, out var frame))
            {
                waiting.Add(key, frame = new BagTruthFrame(camera, key.Item2));
                order.Enqueue(key);
            }

            frame.Messages[cursor.Current.Topic.Name] = cursor.Current.Data.ToArray();
            if (frame.Messages.Count == _wanted[camera.Name].Count)
            {
                waiting.Remove(key);
                if (models.TryGetValue(camera.Name, out var view)) (frame.Model, frame.Ground) = view;
                yield return frame.ToFrame(_rules) with { Tags = _setting };
            }

            while (waiting.Count > MostWaiting && order.TryDequeue(out var oldest))
            {
                Incomplete += waiting.Remove(oldest) ? 1 : 0;
            }
        }

        Incomplete += waiting.Count;
    }

    // A camera that is not calibrated has boxes and masks to judge, but no places.
    private (CameraModel? Model, GroundPlane? Ground) Model(ReadOnlySpan<byte> data)
    {
        var info = new CameraInfo();
        CameraInfo.Deserialize(data, info);
        var values = new CameraValues
        {
            Width = (int)info.Width,
            Height = (int)info.Height,
            DistortionModel = info.DistortionModel,
            D = info.D.AsSpan().ToArray(),
            K = info.K.AsSpan().ToArray(),
        };
        return (values.FindProblem() is null ? CameraModel.OfRaw(values) : null,
            _grounds.GetValueOrDefault(info.Header.FrameId));
    }
}
