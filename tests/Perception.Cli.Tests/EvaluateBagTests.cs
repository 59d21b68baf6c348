using System.Text.Json;
using Perception.Evaluation.Datasets;
using Perception.Inference;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Cli.Tests;

public sealed class EvaluateBagTests : IDisposable
{
    private const int Domain = 83;

    private readonly TemporaryFolder _folder = new();

    private static string Model => Workspace.Shared("models", "yolox_nano.onnx");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Two_replays_give_the_same_bytes_and_a_report_that_needs_nothing_else()
    {
        Render(cameras: 3);
        foreach (var name in (string[])["one", "two"]) Evaluate(name);

        foreach (var file in (string[])["frames.jsonl", "summary.json"])
            Assert.Equal(File.ReadAllBytes(_folder[$"one/{file}"]), File.ReadAllBytes(_folder[$"two/{file}"]));

        var summary = JsonDocument.Parse(File.ReadAllText(_folder["one/summary.json"])).RootElement;
        Assert.Equal(12, summary.GetProperty("frames").GetInt32());
        Assert.Equal(["camera_front", "camera_left", "camera_right"],
            summary.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("camera").GetString()));
        var report = File.ReadAllText(_folder["one/report.html"]);
        Assert.Contains("data:image/jpeg;base64,", report);
        Assert.DoesNotContain("http", report);
        Assert.DoesNotContain("<script", report);

        var same =
            PerceptionProcess.Run("compare", _folder["one"], _folder["two"], "--resamples", "100", "--fail-if-worse");
        Assert.True(same.ExitCode == 0, same.Errors);
        Assert.Contains("12 frames", same.Output);
        Assert.DoesNotContain("better", same.Output);
    }

    [SkippableFact]
    public void What_the_running_node_finds_is_what_the_evaluation_finds()
    {
        Render(cameras: 1);
        Evaluate("replay", "--rules", "node", "--score", "0.05", "--nms", "0.7");
        using var node = PerceptionProcess.Start(Domain, "run", "yolox", "--ros-args", "-p", $"model_path:={Model}",
            "-p", "score_threshold:=0.05", "-r", "~/in/image:=/camera_front/image_raw");

        // What is played before node and player know of each other is not seen: a busy machine gets more time.
        var answers = "";
        foreach (var seconds in (int[])[5, 30])
        {
            answers = _folder[$"live_{seconds}"];
            if (PlayToNode(answers, seconds) >= 2) break;
        }

        node.Terminate();

        var names = Enum.GetNames<Perception.Simulation.Truth.ObjectClass>()
            .Skip(1).Select(name => name.ToUpperInvariant()).ToArray();
        var mapping = new ClassMapping(CocoClasses.Names, names);
        var replayed =
            File.ReadLines(_folder["replay/frames.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(frame => frame.GetProperty("stamp_ns").GetInt64());
        var (frames, objects) = (0, 0);
        using var bag = Bag.Open(answers);
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext())
        {
            var message = new Detection2DArray();
            cursor.Current.Deserialize(message);
            var live = message.Detections.AsSpan().ToArray().Where(item => ClassOf(item) is not null).ToArray();
            var found = replayed[(message.Header.Stamp.Sec * 1_000_000_000L) + message.Header.Stamp.Nanosec]
                .GetProperty("found");
            Assert.Equal(live.Length, found.GetArrayLength());
            frames++;
            foreach (var (item, other) in live.Zip(found.EnumerateArray()))
            {
                var box = other.GetProperty("box").EnumerateArray().Select(edge => edge.GetDouble()).ToArray();
                Assert.Equal(ClassOf(item), other.GetProperty("class").GetString());
                Assert.Equal(item.Results.AsSpan()[0].Hypothesis.Score, other.GetProperty("score").GetDouble(), 1e-6);
                Assert.Equal(item.Bbox.Center.Position.X, (box[0] + box[2]) / 2, 2e-3);
                Assert.Equal(item.Bbox.SizeY, box[3] - box[1], 2e-3);
                objects++;
            }
        }

        Assert.True(frames >= 2 && objects > 0, $"{frames} frames with {objects} objects were processed by both");

        string? ClassOf(Detection2D item) =>
            mapping.ToDataset(CocoClasses.Names.ToList().IndexOf(item.Results.AsSpan()[0].Hypothesis.ClassId)) is { } id
                ? names[id]
                : null;
    }

    [Fact]
    public void Recorded_answers_are_judged_with_their_latency_and_those_that_are_missing()
    {
        Render(cameras: 3);
        var result = PerceptionProcess.Run("evaluate", "recorded", _folder["drive"], "--answers",
            "/camera_left/truth/detections",
            "--camera", "camera_left", "--out", _folder["recorded"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("latency p50 0.0 ms, p95 0.0 ms; 0 images without an answer", result.Output);
        Assert.Equal(0, JsonDocument.Parse(File.ReadAllText(_folder["recorded/timing.json"])).RootElement.GetProperty("frames_dropped").GetInt32());

        var several = PerceptionProcess.Run("evaluate", "recorded", _folder["drive"], "--answers",
            "/camera_left/truth/detections");
        Assert.Equal(2, several.ExitCode);
        Assert.Contains("say with --camera which one", several.Errors);
    }

    [SkippableFact]
    public void A_bag_without_truth_and_a_camera_that_is_not_there_are_one_sentence_each()
    {
        Render(cameras: 1);
        var camera = PerceptionProcess.Run("evaluate", "bag", Model, _folder["drive"], "--camera", "camera_rear");
        Assert.Equal(2, camera.ExitCode);
        Assert.Contains("has no camera 'camera_rear' with truth; it has /camera_front", camera.Errors);

        var bag =
            PerceptionProcess.Run("evaluate", "bag", Model, Workspace.Shared("data", "rosbag2", "mcap", "camera"));
        Assert.Equal(2, bag.ExitCode);
        Assert.Contains("has no truth: a topic such as /camera_front/truth/detections", bag.Errors);
    }

    // Plays the drive, records what is found in it, and tells how many answers there are.
    private long PlayToNode(string answers, int delaySeconds)
    {
        using var recorder = PerceptionProcess.Start(Domain, "bag", "record", "--regex", "out/detections", "-o",
            answers);
        recorder.ReadErrorLine("out/detections");
        using var player = PerceptionProcess.Start(
            Domain, "bag", "play", _folder["drive"], "--rate", "0.5", "--delay", $"{delaySeconds}");
        var played = player.WaitForExit();
        Assert.True(played.ExitCode == 0, played.Errors);
        recorder.Terminate();
        Assert.Equal(0, recorder.WaitForExit().ExitCode);
        using var bag = Bag.Open(answers);
        return bag.Metadata.MessageCount;
    }

    private void Render(int cameras)
    {
        var result = PerceptionProcess.Run("sim", "bag", "--out", _folder["drive"], "--duration", "0.8", "--rate", "5",
            "--size", "320x192", "--seed", "9", "--cameras", $"{cameras}");
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private void Evaluate(string name, params string[] options)
    {
        var result =
            PerceptionProcess.Run(["evaluate", "bag", Model, _folder["drive"], "--out", _folder[name], .. options]);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
