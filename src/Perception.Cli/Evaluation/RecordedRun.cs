using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Results;
using Perception.Inference;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Cli.Evaluation;

/// <summary>
/// Judges detections that a bag holds beside its truth: what a node gave in the drive itself, how late, and how often
/// not.
/// </summary>
internal sealed class RecordedRun
{
    // Longer ones are of a bag whose stamps are of another clock than its log.
    private const double MostLatencyMs = 60_000;
    private const string Type = "vision_msgs/msg/Detection2DArray";

    private readonly Argument<string> _bag = new("BAG") { Description = "recording with truth topics and detections" };
    private readonly Option<string> _answers = new("--answers")
    {
        Description = "topic of the detections (vision_msgs/Detection2DArray)",
        Required = true
    };
    private readonly Option<string?> _camera =
        Options.Optional("--camera", "camera that they are of, by the name before /image_raw; the only one by default");
    private readonly Option<string?> _model =
        Options.Optional("--model", "the network that gave them: what it does not know is then not asked for");
    private readonly Option<double> _warmUp =
        Options.Number("--warm-up", "seconds at the start whose latencies do not count", 0.0, 0.0, 1e6);
    private readonly EvaluationFiles _files = new();

    public Command Create()
    {
        var command = new Command("recorded", "Detections that a recording holds: how good, how late, and how many " +
            "are missing.")
        {
            _bag, _answers, _camera, _model, _warmUp
        };
        _files.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        var (path, topic) = (result.GetRequiredValue(_bag), result.GetRequiredValue(_answers));
        var (_, dataset) =
            BagDataset.Open(path, result.GetValue(_camera) is { } camera ? [camera] : [], _files.Rules(result));
        var answers = ReadAnswers(path, topic);
        string[] classes = [.. Classes(result.GetValue(_model), dataset)];
        var (records, timing, cameras) = (new List<FrameRecord>(), new ReplayTiming(), new HashSet<string>());
        var (warmUpNs, beginNs) = (1e9 * result.GetValue(_warmUp), (long?)null);
        foreach (var frame in dataset.Frames)
        {
            if (cameras.Add(frame.Camera!) && cameras.Count > 1)
                throw new UsageException($"{path} has truth for several cameras ({string.Join(", ", cameras)}); say " +
                    $"with --camera which one {topic} is of");
            if (!answers.TryGetValue(frame.StampNs!.Value, out var answer))
            {
                timing.Dropped++;
                continue;
            }

            var stampNs = frame.StampNs.Value;
            if (stampNs - (beginNs ??= stampNs) >= warmUpNs && answer.LatencyMs is >= 0 and < MostLatencyMs)
                timing.LatencyMs.Add(answer.LatencyMs);
            records.Add(new FrameRecord
            {
                Frame = frame.Name,
                Camera = frame.Camera,
                StampNs = frame.StampNs,
                Tags = frame.Tags,
                Found = answer.Found,
                Truth = [.. frame.Objects!
                    .Where(item => item.Class == TruthObject.AnyClass || classes.Contains(item.Class))],
            });
        }

        if (records.Count == 0) throw new UsageException($"no message on {topic} has the stamp of an image with truth");
        var mapping = new ClassMapping(
            [.. records.SelectMany(record => record.Found!).Select(found => found.Class).Distinct()], classes);
        var header = new ResultHeader { Source = "recorded", Data = path, Model = topic, Classes = classes };
        return _files.Write(result, header, [.. records.Select(record => Rename(record, mapping, classes))], timing,
            (_, _) => []);
    }

    private static IEnumerable<string> Classes(string? model, LabelledDataset dataset)
    {
        if (model is null) return dataset.Classes;
        if (!File.Exists(model)) throw new UsageException($"there is no model at {model}");
        var manifest = ManifestFile.For(model)
            ?? throw new UsageException($"{model} has no manifest that names its classes");
        return new ClassMapping(manifest.Classes, dataset.Classes).Common.Select(id => dataset.Classes[id]);
    }

    // Classes that the dataset has not are not judged.
    private static FrameRecord Rename(FrameRecord record, ClassMapping mapping, string[] classes)
    {
        var ids = classes.Select((name, id) => (Key: name, id)).ToDictionary(pair => pair.Key, pair => pair.id);
        return record with
        {
            Found = [.. record.Found!.Select(found => found with { Class = mapping.NameOf(found.Class) ?? "" })
                .Where(found => ids.ContainsKey(found.Class))],
        };
    }

    private static Dictionary<long, Answer> ReadAnswers(string path, string topic)
    {
        using var bag = Bag.Open(path);
        if (!bag.Topics.Any(item => item.Name == topic && item.Type == Type))
        {
            var others = bag.Topics.Where(item => item.Type == Type).Select(item => item.Name);
            throw new UsageException(
                $"{path} has no topic {topic} of {Type}; it has {string.Join(", ", others.DefaultIfEmpty("none"))}");
        }

        var answers = new Dictionary<long, Answer>();
        var message = new Detection2DArray();
        using var cursor = bag.ReadMessages(new BagFilter { Topics = item => item.Name == topic });
        while (cursor.MoveNext())
        {
            cursor.Current.Deserialize(message);
            var stamp = (message.Header.Stamp.Sec * 1_000_000_000L) + message.Header.Stamp.Nanosec;
            answers.TryAdd(stamp,
                new Answer([.. message.Detections.AsSpan().ToArray().Where(item => item.Results.Count > 0)
                .Select(Describe).OrderByDescending(found => found.Score)], (cursor.Current.LogTimeNs - stamp) / 1e6));
        }

        return answers;
    }

    private static FoundObject Describe(Detection2D item)
    {
        var (x, y, w, h) = (item.Bbox.Center.Position.X, item.Bbox.Center.Position.Y, item.Bbox.SizeX, item.Bbox.SizeY);
        var hypothesis = item.Results.AsSpan()[0].Hypothesis;
        return new FoundObject
        {
            Class = hypothesis.ClassId,
            Score = (float)hypothesis.Score,
            Box = new Box(x - (w / 2), y - (h / 2), x + (w / 2), y + (h / 2)).Rounded(),
        };
    }

    private sealed record Answer(IReadOnlyList<FoundObject> Found, double LatencyMs);
}
