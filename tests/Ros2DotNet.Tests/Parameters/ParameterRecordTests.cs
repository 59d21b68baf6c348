using System.Text.Json.Nodes;

namespace Ros2DotNet.Tests.Parameters;

public sealed class ParameterRecordTests
{
    [Fact]
    public void A_record_is_declared_with_its_defaults_and_what_was_given()
    {
        var node = Node("gain:=2", "mode:=best_effort", "labels:=[car, bus]");
        var parameters = CameraParameters.Declare(node);

        Assert.Equal((0.35f, 2.0, 8, CameraMode.BestEffort, "front"),
            (parameters.Threshold, parameters.Gain, parameters.Threads, parameters.Mode, parameters.FrameId));
        Assert.Equal(["car", "bus"], parameters.Labels);
        Assert.Equal(0.35, node.Values["threshold"]);
        Assert.Equal(parameters with { Labels = [] }, CameraParameters.Read(node) with { Labels = [] },
            new ScalarsOnly());
    }

    [Fact]
    public void A_value_set_later_is_in_the_next_reading()
    {
        var node = Node();
        CameraParameters.Declare(node);

        Assert.True(node.Set("threshold", 0.5).Successful);
        Assert.Equal("the parameter 'threads' of /node is read-only", node.Set("threads", 2L).Reason);
        Assert.Equal(0.5f, CameraParameters.Read(node).Threshold);
    }

    [Theory]
    [InlineData("threshold:=1.5", "the parameter 'threshold' of /node cannot be 1.5 (-p threshold:=1.5); allowed is 0 to 1")]
    [InlineData("mode:=fast", "the parameter 'mode' of /node cannot be fast (-p mode:=fast); allowed is reliable, best_effort")]
    [InlineData("threads:=two", "the parameter 'threads' of /node is an integer, but -p threads:=two gives a string (two)")]
    [InlineData("threads:=99999999999", "the parameter 'threads' of /node cannot be 99999999999 (-p threads:=99999999999); allowed is 1 to 2147483647")]
    public void A_wrong_value_is_one_clear_sentence(string given, string says) =>
        Assert.Equal(says, Assert.Throws<RosParameterException>(() => CameraParameters.Declare(Node(given))).Message);

    [Fact]
    public void The_schema_says_type_default_and_range_of_each_parameter()
    {
        var schema = JsonNode.Parse(ParameterSchema.Write("camera", CameraParameters.Definitions))!;
        var properties = schema["definitions"]!["camera"]!["properties"]!;

        Assert.Equal("#/definitions/camera",
            (string?)schema["properties"]!["/**"]!["properties"]!["ros__parameters"]!["$ref"]);
        Assert.Equal("""{"type":"number","description":"Least score.","default":0.35,"minimum":0,"maximum":1}""", properties["threshold"]!.ToJsonString());
        Assert.Equal("""{"type":"integer","description":"Threads.","default":8,"minimum":1}""", properties["threads"]!.ToJsonString());
        Assert.Equal("""["reliable","best_effort"]""", properties["mode"]!["enum"]!.ToJsonString());
        Assert.Equal("string", (string?)properties["labels"]!["items"]!["type"]);
    }

    private static NodeParameters Node(params string[] given) => new("/node", given.Select(ParameterOverride.Parse));

    private sealed class ScalarsOnly : IEqualityComparer<CameraParameters>
    {
        public bool Equals(CameraParameters? a, CameraParameters? b) =>
            (a!.Threshold, a.Gain, a.Threads, a.Mode, a.FrameId) == (b!.Threshold, b.Gain, b.Threads, b.Mode,
                b.FrameId);

        public int GetHashCode(CameraParameters parameters) => parameters.Threads;
    }
}
