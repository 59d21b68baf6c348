using System.Globalization;
using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

/// <summary>The same life of a tree as the original tf2 saw it, by Golden/tf2.txt (made by
/// Reference/tf2_golden.cpp).</summary>
public sealed class GoldenTf2Tests
{
    private readonly TransformBuffer _buffer = new();

    [Fact]
    public void Every_answer_is_the_one_that_tf2_gave()
    {
        var lines = File.ReadAllLines(Path.Combine(Workspace.Root, "tests", "Ros2DotNet.Tests", "Golden", "tf2.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split(' ');
            switch (words[0])
            {
                case "set":
                    var transform = new StampedTransform(Time(words[4]), words[1], words[2], Pose(words[5..12]));
                    var taken = _buffer.Add(transform, words[3] == "1") == TransformRejection.None;
                    Assert.True(taken == (words[12] == "1"), $"line {i + 1}: {lines[i]}");
                    break;
                case "lookup":
                    Check(i, words[4..], () => _buffer.Lookup(words[1], words[2], Time(words[3])));
                    break;
                case "travel":
                    Check(i, words[6..],
                        () => _buffer.Lookup(words[1], Time(words[2]), words[3], Time(words[4]), words[5]));
                    break;
                default:
                    _buffer.Clear();
                    break;
            }
        }
    }

    private static void Check(int line, string[] expected, Func<StampedTransform> lookup)
    {
        try
        {
            var found = lookup();
            Assert.True(expected[0] == "ok", $"line {line + 1}: tf2 had {expected[0]}, here it is found");
            Assert.True(Time(expected[1]) == found.Stamp,
                $"line {line + 1}: stamp {found.Stamp.Nanoseconds}, not {expected[1]}");
            Matrix4.AssertEqual(Matrix4.Of(Pose(expected[2..])), found.Transform, 1e-6, $"line {line + 1}");
        }
        catch (TransformException e)
        {
            Assert.True(expected[0] == Tf2Name(e.Problem) || IsSaidBetter(expected[0], e),
                $"line {line + 1}: tf2 had {expected[0]}, here: {e.Message}");
        }
    }

    // Where one of two trees is out of time too, tf2 speaks of time, though no time would connect them. A frame whose
    // history was cleared is a root to tf2, if the newest time is asked for.
    private static bool IsSaidBetter(string tf2, TransformException here) =>
        here.Problem == TransformProblem.NotConnected
        ? tf2 == "extrapolation" && here.Message.Contains("below 'f10'")
        : tf2 == "connectivity" && here.Message.Contains("since the buffer was cleared");

    private static string Tf2Name(TransformProblem problem) => problem switch
    {
        TransformProblem.UnknownFrame => "lookup",
        TransformProblem.NotConnected => "connectivity",
        TransformProblem.ExtrapolationIntoPast or TransformProblem.ExtrapolationIntoFuture => "extrapolation",
        _ => problem.ToString(),
    };

    private static RosTime Time(string ns) => new(long.Parse(ns, CultureInfo.InvariantCulture));

    private static RigidTransform Pose(string[] words)
    {
        var n = words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new RigidTransform(new Vector3d(n[0], n[1], n[2]), new Quaterniond(n[3], n[4], n[5], n[6]));
    }
}
