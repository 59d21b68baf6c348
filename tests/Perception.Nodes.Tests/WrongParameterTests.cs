using Perception.Inference;
using Perception.Nodes.Yolox;
using Ros2DotNet;

namespace Perception.Nodes.Tests;

public sealed class WrongParameterTests
{
    [Theory]
    [InlineData("score_threshold:=1.5",
        "the parameter 'score_threshold' of /yolox cannot be 1.5 (-p score_threshold:=1.5); allowed is 0 to 1")]
    [InlineData("nms_threshold:=-0.1",
        "the parameter 'nms_threshold' of /yolox cannot be -0.1 (-p nms_threshold:=-0.1); allowed is 0 to 1")]
    [InlineData("max_detections:=0",
        "the parameter 'max_detections' of /yolox cannot be 0 (-p max_detections:=0); allowed is 1 to 10000")]
    [InlineData("precision:=fp64",
        "the parameter 'precision' of /yolox cannot be fp64 (-p precision:=fp64); allowed is auto, fp32, fp16, int8")]
    [InlineData(
        "image_transport:=pigeon",
        "the parameter 'image_transport' of /yolox cannot be pigeon (-p image_transport:=pigeon); allowed is auto, " +
        "raw, compressed")]
    [InlineData("autoware_compat:=maybe",
        "the parameter 'autoware_compat' of /yolox is a bool, but -p autoware_compat:=maybe gives a string (maybe)")]
    public void A_wrong_value_is_named_with_what_is_allowed(string parameter, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<RosParameterException>(() => Start(parameter)).Message);

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest_one()
    {
        var message = Assert.Throws<RosParameterException>(() => Start("scroe_threshold:=0.5")).Message;
        Assert.StartsWith("/yolox has no parameter 'scroe_threshold' (given by -p scroe_threshold:=0.5); " +
            "the nearest one is 'score_threshold', and allowed are allow_fallback, allow_spinning, ", message);
    }

    [Fact]
    public void A_node_without_a_model_says_which_parameter_is_missing() =>
        Assert.Equal("the parameter 'model_path' is not set; give the path of a network in ONNX format",
            Assert.Throws<InferenceException>(() => Start("score_threshold:=0.5")).Message);

    [Fact]
    public void A_machine_without_Cyclone_DDS_is_told_what_to_install()
    {
        const string Variable = "ROS_NET_DDSC";
        Environment.SetEnvironmentVariable(Variable, "/nowhere/libddsc.so");
        try
        {
            var result = PerceptionProcess.Run("run", "yolox");
            Assert.Equal(2, result.ExitCode);
            Assert.Equal(
                "perception: Cyclone DDS was not found (looked for /nowhere/libddsc.so): apt-get install " +
                "libddsc0debian, " +
                "source a ROS 2 installation, or name the library with ROS_NET_DDSC", result.Errors.Trim());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    private static void Start(string parameter)
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        using var context = new RosContext(["--ros-args", "-p", parameter]);
        using var node = new YoloxNode(context);
    }
}
