using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.SensorMsgs;

namespace Ros2DotNet.Tests.Messages;

public class MessageTextTests
{
    [Theory]
    [InlineData(1e20, "1.0E+20")]
    [InlineData(2.5e-7, "2.5E-07")]
    [InlineData(3, "3.0")]
    [InlineData(double.NegativeInfinity, "-.inf")]
    public void A_number_with_a_point_is_one_to_readers_of_YAML_1_1(double value, string yaml) =>
        Assert.Contains($"\ntemperature: {yaml}\n", new Temperature { TemperatureValue = value }.ToString());

    [Theory]
    [InlineData("camera_front", "camera_front")]
    [InlineData("", "''")]
    [InlineData("it's 5", "'it''s 5'")]
    [InlineData("True", "'True'")]
    [InlineData("two\nlines", "\"two\\nlines\"")]
    [InlineData("\u001b[31mred", "\"\\x1b[31mred\"")]
    public void A_string_is_one_line_of_YAML_without_control_characters(string value, string yaml) =>
        Assert.Equal($"key: k\nvalue: {yaml}\n", new KeyValue { Key = "k", Value = value }.ToString());
}
