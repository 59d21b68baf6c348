using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Tests;

public sealed class ArgumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ros2dotnet").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_command_line_that_launch_gives_a_node_is_understood()
    {
        var first = Write("/**:\n  ros__parameters:\n    score_threshold: 0.2\n    labels: [a, b]\n");
        var second = Write("/perception/yolox: {ros__parameters: {score_threshold: 0.35, nested: {depth: 3}}}\n");

        var args = RosArguments.Parse([
            "input.jpg", "--ros-args", "-r", "__node:=yolox", "-r", "__ns:=/perception", "--params-file", first,
            "--params-file", second, "-r", "~/in/image:=/cam/x", "-r", "~/out/objects:=/perception/detections", "--",
            "--loop"]);

        Assert.Equal(["input.jpg", "--loop"], args.Application);
        var parameters = new NodeParameters("/perception/yolox", args.Parameters);
        Assert.Equal(0.35, parameters.Declare("score_threshold", 0.5));
        Assert.Equal(["a", "b"], parameters.Declare("labels", Array.Empty<string>()));
        Assert.Equal(3, parameters.Declare("nested.depth", 0));
        Assert.Equal(4, args.Remaps.Count);
    }

    [Theory]
    [InlineData("'--fast' after --ros-args", "--ros-args", "--fast")]
    [InlineData("needs a value", "--ros-args", "-p")]
    [InlineData("not of the form name:=value", "--ros-args", "-p", "rate")]
    [InlineData("not of the form from:=to", "--ros-args", "-r", "a=b")]
    [InlineData("allowed are debug, info", "--ros-args", "--log-level", "loud")]
    [InlineData("starts with a digit", "--ros-args", "-r", "__node:=1st")]
    [InlineData("cannot be read", "--ros-args", "--params-file", "/no/such.yaml")]
    public void A_wrong_argument_is_one_clear_sentence(string says, params string[] args)
    {
        var error = Assert.Throws<RosArgumentException>(() => RosArguments.Parse(args));
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_unknown_parameter_names_the_nearest_one()
    {
        var parameters =
            new NodeParameters("/yolox", RosArguments.Parse(["--ros-args", "-p", "score_treshold:=0.3"]).Parameters);
        parameters.Declare("score_threshold", 0.35);
        parameters.Declare("model_path", "");
        var error = Assert.Throws<RosParameterException>(parameters.RejectUnknown);
        Assert.Contains("'score_treshold'", error.Message);
        Assert.Contains("nearest one is 'score_threshold'", error.Message);
    }

    [Theory]
    [InlineData("score_threshold:=1.5", "0 to 1")]
    [InlineData("score_threshold:=high", "is a double")]
    [InlineData("score_threshold:=.nan", "0 to 1")]
    public void A_value_out_of_range_says_what_is_allowed(string given, string says)
    {
        var parameters = new NodeParameters("/yolox", RosArguments.Parse(["--ros-args", "-p", given]).Parameters);
        var error = Assert.Throws<RosParameterException>(
            () => parameters.Declare("score_threshold", 0.35, new ParameterDescriptor { Minimum = 0, Maximum = 1 }));
        Assert.Contains(says, error.Message);
    }

    [Theory]
    [InlineData("1", typeof(long))]
    [InlineData("1.0", typeof(double))]
    [InlineData("1e-3", typeof(double))]
    [InlineData("true", typeof(bool))]
    [InlineData("Yes", typeof(bool))]
    [InlineData("OFF", typeof(bool))]
    [InlineData("n", typeof(bool))]
    [InlineData("-.INF", typeof(double))]
    [InlineData("'1'", typeof(string))]
    [InlineData("/a/b.onnx", typeof(string))]
    [InlineData("[1, 2]", typeof(long[]))]
    [InlineData("[1, 2.5]", typeof(double[]))]
    public void Values_have_the_type_that_ROS_gives_them(string text, Type type) =>
        Assert.IsType(type, ParameterYaml.ParseValue(text, "test"));

    [Theory]
    [InlineData("1.10")]
    [InlineData("007")]
    [InlineData("1e3")]
    [InlineData("on")]
    [InlineData("nan")]
    public void A_text_that_looks_like_another_type_stays_as_it_was_written(string text)
    {
        var file = Write($"/n:\n  ros__parameters:\n    in_file: {text}\n");
        var args = RosArguments.Parse(["--ros-args", "-p", $"on_line:={text}", "--params-file", file]);
        var parameters = new NodeParameters("/n", args.Parameters);
        Assert.Equal(text, parameters.Declare("on_line", ""));
        Assert.Equal(text, parameters.Declare("in_file", ""));
    }

    [Fact]
    public void A_parameter_file_with_a_list_for_a_name_is_refused()
    {
        var file = Write("? [a, b]\n: {ros__parameters: {x: 1}}\n");
        var error =
            Assert.Throws<RosArgumentException>(() => RosArguments.Parse(["--ros-args", "--params-file", file]));
        Assert.Contains("line 1", error.Message);
    }

    [Theory]
    [InlineData("image", "/ns/image")]
    [InlineData("/image", "/image")]
    [InlineData("~/image", "/ns/node/image")]
    [InlineData("~", "/ns/node")]
    [InlineData("{node}/x", "/ns/node/x")]
    public void Topic_names_expand_as_in_ROS(string name, string expanded) =>
        Assert.Equal(expanded, RosNames.Expand(name, "/ns", "node"));

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("~a")]
    [InlineData("a/")]
    public void Bad_topic_names_are_refused(string name) =>
        Assert.Throws<RosNameException>(() => RosNames.Expand(name, "/", "node"));

    [Fact]
    public void Type_names_translate_both_ways()
    {
        Assert.Equal("sensor_msgs::msg::dds_::Image_", RosNames.ToDdsType("sensor_msgs/msg/Image"));
        Assert.Equal("sensor_msgs/msg/Image", RosNames.FromDdsType("sensor_msgs::msg::dds_::Image_"));
        Assert.Null(RosNames.FromDdsType("HelloWorld"));
    }

    [Theory]
    [InlineData("image:=/cam", "/cam", "/cam")]
    [InlineData("node:image:=/cam", "/cam", "/cam")]
    [InlineData("other:image:=/cam", "/ns/image", "/ns/image")]
    [InlineData("rostopic://image:=/cam", "/cam", "/ns/image")]
    [InlineData("node:rosservice://image:=/cam", "/ns/image", "/cam")]
    public void A_rule_is_for_one_node_and_one_kind_of_name_where_it_says_so(string rule, string topic, string service)
    {
        var args = RosArguments.Parse(["--ros-args", "-r", rule]);
        Assert.Equal(topic, args.Resolve("image", "/ns", "node", RemapKind.Topic));
        Assert.Equal(service, args.Resolve("image", "/ns", "node", RemapKind.Service));
    }

    [Fact]
    public void A_parameter_file_that_was_written_gives_the_same_values_back()
    {
        (string Name, object Value)[] values =
        [
            ("state", "loading..."), ("next", 3L), ("large", 1e20), ("whole", 2.0), ("word", "Yes"), ("dots", "..."),
            ("lists", new[] { "on", "a b" }), ("last", "and so on..."),
        ];
        var path = Write(ParameterFileText.Write("/robot/camera", values));
        Assert.Equal(values.Select(Described), ParameterFileText.Read(path, "/robot/camera").Select(Described));

        static string Described((string Name, object Value) item) =>
            $"{item.Name}: {item.Value.GetType().Name} {ParameterMessages.ToText(item.Value)}";
    }

    [Theory]
    [InlineData("233")]
    [InlineData("-1")]
    [InlineData("x")]
    public void A_wrong_domain_id_says_what_is_allowed(string text) =>
        Assert.Contains("0 to 232",
            Assert.Throws<RosArgumentException>(() => DomainConfiguration.DomainId(text)).Message);

    [Fact]
    public void A_missing_libddsc_names_the_package_that_brings_it()
    {
        var error =
            Assert.Throws<DdsException>(() => DdscLibrary.Load(DdscLibrary.Candidates("/no/such/libddsc.so", null)));
        Assert.Contains("/no/such/libddsc.so", error.Message);
        Assert.Contains("libddsc0debian", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private string Write(string yaml)
    {
        var path = Path.Combine(_folder, Guid.NewGuid() + ".yaml");
        File.WriteAllText(path, yaml);
        return path;
    }
}
