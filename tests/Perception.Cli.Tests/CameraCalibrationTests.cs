using Perception.Cli.Camera;
using Perception.Geometry;

namespace Perception.Cli.Tests;

public sealed class CameraCalibrationTests : IDisposable
{
    private const string Yaml = """
        image_width: 640
        image_height: 480
        camera_name: narrow_stereo
        camera_matrix:
          rows: 3
          cols: 3
          data: [438.783367, 0.0, 305.593336, 0.0, 437.302876, 243.738352, 0.0, 0.0, 1.0]
        distortion_model: plumb_bob
        distortion_coefficients:
          rows: 1
          cols: 5
          data: [-0.361976, 0.110510, 0.001014, 0.000505, 0.0]
        rectification_matrix:
          rows: 3
          cols: 3
          data: [1, 0, 0, 0, 1, 0, 0, 0, 1]
        projection_matrix:
          rows: 3
          cols: 4
          data: [393.653800, 0.0, 322.797939, 0.0, 0.0, 393.653800, 241.090902, 0.0, 0.0, 0.0, 1.0, 0.0]
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Files_of_camera_calibration_are_read()
    {
        File.WriteAllText(_path, Yaml);
        var calibration = CalibrationFile.Load(_path);
        Assert.Equal((640, 480, "plumb_bob"), (calibration.Width, calibration.Height, calibration.DistortionModel));
        Assert.Equal(438.783367, calibration.K[0]);
        Assert.Equal(-0.361976, calibration.D[0]);
        Assert.Equal(241.090902, calibration.P[6]);
    }

    [Theory]
    [InlineData("image_width: 640", "image_width: wide", "'image_width'")]
    [InlineData("438.783367, ", "", "8 numbers instead of 9")]
    [InlineData("438.783367, ", "many, ", "'many'")]
    [InlineData("distortion_model: plumb_bob", "", "no 'distortion_model'")]
    [InlineData("438.783367", ".nan", "'.nan'")]
    [InlineData("distortion_model: plumb_bob", "distortion_model: plum", "'plum'")]
    [InlineData("camera_name: narrow_stereo", "camera_name: [", "not YAML")]
    public void What_is_wrong_is_named_in_one_sentence(string original, string replacement, string named)
    {
        File.WriteAllText(_path, Yaml.Replace(original, replacement));
        var message = Assert.Throws<CalibrationException>(() => CalibrationFile.Load(_path)).Message;
        Assert.Contains(named, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("1920x1280", true)]
    [InlineData("1920X1280", true)]
    [InlineData("1920", false)]
    [InlineData("0x5", false)]
    [InlineData("-4x5", false)]
    [InlineData("20000x5", false)]
    public void Sizes_are_width_x_height(string text, bool valid) =>
        Assert.Equal(valid, ImageSize.TryParse(text, out _));
}
