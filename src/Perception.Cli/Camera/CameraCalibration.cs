using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Cli.Camera;

/// <summary>Intrinsics of a camera as the ROS <c>camera_calibration</c> tools write them.</summary>
internal sealed record CameraCalibration(
    int Width, int Height, string DistortionModel, double[] D, double[] K, double[] R, double[] P)
{
    /// <summary>A lens of about 53 degrees across without distortion: what many cameras are near to.</summary>
    public static CameraCalibration Plausible(int width, int height)
    {
        var (f, cx, cy) = ((double)width, width / 2.0, height / 2.0);
        return new CameraCalibration(width, height, "plumb_bob", new double[5],
            [f, 0, cx, 0, f, cy, 0, 0, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1], [f, 0, cx, 0, 0, f, cy, 0, 0, 0, 1, 0]);
    }

    /// <exception cref="UsageException">The file cannot be read or lacks something.</exception>
    public static CameraCalibration Load(string path)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(path);
            stream.Load(reader);
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
                throw new UsageException($"'{path}' is not a camera calibration: it has no keys");
            return new CameraCalibration(
                Integer(root, "image_width", path), Integer(root, "image_height", path),
                Scalar(root, "distortion_model", path), Matrix(root, "distortion_coefficients", null, path),
                Matrix(root, "camera_matrix", 9, path), Matrix(root, "rectification_matrix", 9, path),
                Matrix(root, "projection_matrix", 12, path));
        }
        catch (YamlException e)
        {
            throw new UsageException($"'{path}' is not YAML: line {e.Start.Line}: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"'{path}' is not YAML");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the calibration '{path}' cannot be read: {e.Message}");
        }
    }

    private static string Scalar(YamlMappingNode node, string key, string path) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text }
            ? text
            : throw new UsageException($"the calibration '{path}' has no '{key}'");

    private static int Integer(YamlMappingNode node, string key, string path) =>
        int.TryParse(Scalar(node, key, path), CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new UsageException($"'{key}' of the calibration '{path}' is not a positive whole number");

    private static double[] Matrix(YamlMappingNode root, string key, int? length, string path)
    {
        if (!root.Children.TryGetValue(key, out var node) || node is not YamlMappingNode matrix ||
            !matrix.Children.TryGetValue("data", out var data) || data is not YamlSequenceNode items)
            throw new UsageException($"the calibration '{path}' has no '{key}: data: [...]'");
        var values = new double[items.Children.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse((items[i] as YamlScalarNode)?.Value, CultureInfo.InvariantCulture, out values[i]))
                throw new UsageException($"'{key}' of the calibration '{path}' holds '{items[i]}', which is not a number");
        }

        return length is null || values.Length == length
            ? values
            : throw new UsageException($"'{key}' of the calibration '{path}' has {values.Length} numbers instead of {length}");
    }
}
