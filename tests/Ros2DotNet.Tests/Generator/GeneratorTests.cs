namespace Ros2DotNet.Tests.Generator;

public class GeneratorTests
{
    [Theory]
    [InlineData("uint8[0] a", "'uint8[0]' has the size 0")]
    [InlineData("uint8[<=0] a", "has the size 0")]
    [InlineData("string<=0 a", "has the size 0")]
    [InlineData("uint8[99999999999] a", "has the size 99999999999")]
    [InlineData("uint8<=4 a", "bounds a type that is not a string")]
    [InlineData("uint8[<=] a", "bound without a number")]
    [InlineData("int32 X=abc", "the value 'abc', which is not a int32")]
    [InlineData("uint8 X=256", "the value '256'")]
    [InlineData("int8 X=-129", "the value '-129'")]
    [InlineData("bool on maybe", "the default 'maybe', which is not a bool")]
    [InlineData("int32[2] a [1, 2, 3]", "a default of 3 values, its type allows 2")]
    [InlineData("int32[] a [1, x]", "not a list of int32")]
    [InlineData("int32 a\nint32 a", "declared twice")]
    [InlineData("uint8 A=1\nuint8 A=2", "declared twice")]
    [InlineData("int32 x1\nint32 x_1", "would both be called 'X1'")]
    [InlineData("int32 a__b", "two underscores")]
    [InlineData("Other[] others", "test_msgs/msg/Other, which is not among")]
    [InlineData("Sample[] again", "contain itself")]
    [InlineData("int32", "is neither")]
    public void A_faulty_line_is_an_error_at_its_place(string text, string part)
    {
        var run = GeneratorRun.OfSample("# a comment\n" + text + "\n");

        var error = Assert.Single(run.Reported);
        Assert.Contains(part, error.GetMessage());
        var place = error.Location.GetLineSpan();
        Assert.Equal("/msg/test_msgs/msg/Sample.msg", place.Path);
        Assert.Equal(text.Split('\n').Length, place.StartLinePosition.Line);
    }

    [Theory]
    [InlineData("a_msgs/msg/Same.msg", "int32 x")]
    [InlineData("a_msgs/srv/Same.srv", "int32 x\n---\nint32 y")]
    public void A_type_that_two_files_define_is_an_error(string file, string text)
    {
        var run = GeneratorRun.Of(("/m/service_msgs/msg/ServiceEventInfo.msg", "int8 x"), ("/one/" + file, text),
            ("/two/" + file, text));

        Assert.Contains("is defined twice", Assert.Single(run.Reported).GetMessage());
    }

    [Fact]
    public void A_faulty_file_is_not_reported_again_by_those_that_refer_to_it()
    {
        var run = GeneratorRun.Of(("/m/a_msgs/msg/Bad.msg", "uint8[0] x"), ("/m/a_msgs/msg/User.msg", "Bad bad"));

        Assert.EndsWith("Bad.msg", Assert.Single(run.Reported).Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("int32 write\nint32 read\nint32 to_string\nint32 get_type\nint32 equals\nint32 serialize\nint32 definition\nint32 sample")]
    [InlineData("uint8 TYPE_NAME=1\nuint8 WRITE=2\nuint8 SIZE=3\nuint8 size")]
    [InlineData("int64 A=-9223372036854775808\nuint64 B=18446744073709551615\nuint8 C=0xff\nbool D=True\nfloat32 E=1e3\nfloat64 F=-inf\nfloat32 G=nan\nfloat64 H=1.")]
    [InlineData("wstring w\nwstring[] v\nstring<=3[<=2] b\nstring[2] c [\"x, y\", 'z']\nbool[3] d\nbyte e\nchar f")]
    [InlineData("")]
    public void Whatever_the_language_allows_compiles(string text)
    {
        var run = GeneratorRun.OfSample(text);

        Assert.Empty(run.Reported);
        Assert.Empty(run.CompilerErrors);
    }

    [Theory]
    [InlineData("string S=\"a\\\"b # c\" # d", "S = \"a\\\"b # c\";")]
    [InlineData("string S=plain text # d", "S = \"plain text\";")]
    [InlineData("int32 x -7", "X { get; set; } = -7;")]
    [InlineData("int32[] x [1, 2]", "X { get; } = new([1, 2]);")]
    [InlineData("float32[2] x [1.5, -2]", "X { get; } = new float[] { 1.5f, -2f };")]
    [InlineData("Header header", "global::Ros2DotNet.Messages.StdMsgs.Header Header")]
    public void Constants_defaults_and_the_header_shorthand_keep_their_meaning(string text, string code)
    {
        var run = GeneratorRun.Of(
            ("/m/test_msgs/msg/Sample.msg", text), ("/m/std_msgs/msg/Header.msg", "string frame_id"));

        Assert.Empty(run.Reported);
        Assert.Empty(run.CompilerErrors);
        Assert.Contains(code, run.Code);
    }
}
