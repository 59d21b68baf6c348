using System.Text.Json;
using FsCheck.Fluent;
using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

public sealed class TransformMathTests
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lookups_equal_what_numpy_finds_by_matrix_exponentials(int seed)
    {
        using var reference = JsonDocument.Parse(
            Python.Run("tests/Ros2DotNet.Tests/Reference/transforms.py", ["numpy"], seed.ToString()));
        var buffer = new TransformBuffer();
        foreach (var link in reference.RootElement.GetProperty("links").EnumerateArray())
        {
            Fill(buffer, link);
        }

        foreach (var query in reference.RootElement.GetProperty("queries").EnumerateArray())
        {
            var (target, source, fixedFrame) = (Text(query, "target"), Text(query, "source"), Text(query, "fixed"));
            var (targetTime, sourceTime) = (Time(query, "targetNs"), Time(query, "sourceNs"));
            var simple = buffer.Lookup(target, source, sourceTime);
            var travelled = buffer.Lookup(target, targetTime, source, sourceTime, fixedFrame);
            Assert.Equal((sourceTime, targetTime), (simple.Stamp, travelled.Stamp));
            Matrix4.AssertEqual(Numbers(query, "simple"), simple.Transform, 1e-9, $"{target} <- {source}");
            Matrix4.AssertEqual(Numbers(query, "travelled"), travelled.Transform, 1e-9,
                $"{target} <- {source} through {fixedFrame}");
        }
    }

    [Fact]
    public void A_lookup_in_any_tree_equals_the_chain_of_matrices()
    {
        // Each number is a frame: its remainder picks a parent among the frames before it, and seeds its pose.
        Property.Holds(Gen.NonEmptyListOf(Gen.Choose(0, int.MaxValue - 1)), tree =>
        {
            var buffer = new TransformBuffer();
            var inRoot = new List<double[]> { Matrix4.Identity };
            for (var i = 0; i < tree.Count; i++)
            {
                var parent = tree[i] % (i + 1);
                var pose = RandomPose(new Random(tree[i]));
                buffer.Add(new StampedTransform(new RosTime(1), $"f{parent}", $"f{i + 1}", pose));
                inRoot.Add(Matrix4.Multiply(inRoot[parent], Matrix4.Of(pose)));
            }

            var (target, source) = (tree[0] % inRoot.Count, tree[^1] % inRoot.Count);
            var expected = Matrix4.Multiply(Matrix4.Inverse(inRoot[target]), inRoot[source]);
            Matrix4.AssertEqual(expected, buffer.Lookup($"f{target}", $"f{source}", default).Transform, 1e-9,
                $"{target} <- {source}");
        });
    }

    [Fact]
    public void Slerp_is_the_published_formula_on_the_shorter_way()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var (a, b, ratio) = (RandomPose(random).Rotation, RandomPose(random).Rotation, random.NextDouble());
            var shorter = Quaterniond.Dot(a, b) < 0 ? new Quaterniond(-b.X, -b.Y, -b.Z, -b.W) : b;
            var angle = Math.Acos(Quaterniond.Dot(a, shorter));
            var (p, q) = (Math.Sin((1 - ratio) * angle) / Math.Sin(angle), Math.Sin(ratio * angle) / Math.Sin(angle));
            var slerp = Quaterniond.Slerp(a, b, ratio);
            Assert.Equal(p * a.X + q * shorter.X, slerp.X, 1e-9);
            Assert.Equal(p * a.Y + q * shorter.Y, slerp.Y, 1e-9);
            Assert.Equal(p * a.Z + q * shorter.Z, slerp.Z, 1e-9);
            Assert.Equal(p * a.W + q * shorter.W, slerp.W, 1e-9);
        }
    }

    [Theory]
    [InlineData(0.1, -0.2, 0.3)]
    [InlineData(3, 1.5, -3)]
    [InlineData(0, Math.PI / 2, 1)]
    [InlineData(0, -Math.PI / 2, 1)]
    public void Roll_pitch_and_yaw_come_back(double roll, double pitch, double yaw)
    {
        var (r, p, y) = Quaterniond.FromRollPitchYaw(roll, pitch, yaw).RollPitchYaw;
        Assert.Equal(roll, r, 1e-7);
        Assert.Equal(pitch, p, 1e-7);
        Assert.Equal(yaw, y, 1e-7);
    }

    [Fact]
    public void A_quarter_turn_of_yaw_takes_forward_to_the_left()
    {
        var forward = Quaterniond.FromRollPitchYaw(0, 0, Math.PI / 2).Rotate(new Vector3d(1, 0, 0));
        Assert.Equal(0, forward.X, 1e-15);
        Assert.Equal(1, forward.Y, 1e-15);
    }

    [Fact]
    public void A_transform_and_its_inverse_make_nothing()
    {
        var pose = RandomPose(new Random(4));
        Matrix4.AssertEqual(Matrix4.Identity, pose * pose.Inverse, 1e-12, "there and back");
        Matrix4.AssertEqual(Matrix4.Identity, pose.Inverse * pose, 1e-12, "back and there");
    }

    private static RigidTransform RandomPose(Random random) => new(
        new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5),
        new Quaterniond(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5,
            random.NextDouble() - 0.5).Normalized());

    private static void Fill(TransformBuffer buffer, JsonElement link)
    {
        foreach (var sample in link.GetProperty("samples").EnumerateArray())
        {
            var (t, r) = (Numbers(sample, "translation"), Numbers(sample, "rotation"));
            var pose = new RigidTransform(new Vector3d(t[0], t[1], t[2]), new Quaterniond(r[0], r[1], r[2], r[3]));
            var transform =
                new StampedTransform(Time(sample, "stampNs"), Text(link, "parent"), Text(link, "child"), pose);
            Assert.Equal(TransformRejection.None, buffer.Add(transform, link.GetProperty("static").GetBoolean()));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static RosTime Time(JsonElement element, string name) => new(element.GetProperty(name).GetInt64());

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
