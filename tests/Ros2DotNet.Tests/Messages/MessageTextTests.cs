using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Tests.Messages;

public class MessageTextTests
{
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
