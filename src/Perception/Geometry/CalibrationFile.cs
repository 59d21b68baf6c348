using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Geometry;

/// <summary>Calibrations as the ROS <c>camera_calibration</c> tools write them in YAML.</summary>
public static class CalibrationFile
{
    /// <exception cref="CalibrationException">The file cannot be read, lacks something, or describes no
    /// camera.</exception>
    public static CameraValues Load(string path)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(path);
            stream.Load(reader);
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
                throw new CalibrationException($"'{path}' is not a camera calibration: it has no keys");
            var values = new CameraValues
            {
                Width = Integer(root, "image_width", path),
                Height = Integer(root, "image_height", path),
                DistortionModel = Scalar(root, "distortion_model", path),
                D = Matrix(root, "distortion_coefficients", null, path),
                K = Matrix(root, "camera_matrix", 9, path),
                R = Matrix(root, "rectification_matrix", 9, path),
                P = Matrix(root, "projection_matrix", 12, path),
            };
            return values.FindProblem() is { } problem
                ? throw new CalibrationException($"the calibration '{path}' is none: {problem}")
                : values;
        }
        catch (YamlException e)
        {
            throw new CalibrationException($"'{path}' is not YAML: line {e.Start.Line}: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new CalibrationException($"'{path}' is not YAML");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CalibrationException($"the calibration '{path}' cannot be read: {e.Message}");
        }
    }

    private static string Scalar(YamlMappingNode node, string key, string path) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text }
            ? text
            : throw new CalibrationException($"the calibration '{path}' has no '{key}'");

    private static int Integer(YamlMappingNode node, string key, string path) =>
        int.TryParse(Scalar(node, key, path), CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new CalibrationException($"'{key}' of the calibration '{path}' is not a positive whole number");

    private static double[] Matrix(YamlMappingNode root, string key, int? length, string path)
    {
        if (!root.Children.TryGetValue(key, out var node) || node is not YamlMappingNode matrix ||
            !matrix.Children.TryGetValue("data", out var data) || data is not YamlSequenceNode items)
            throw new CalibrationException($"the calibration '{path}' has no '{key}: data: [...]'");
        var values = new double[items.Children.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse((items[i] as YamlScalarNode)?.Value, CultureInfo.InvariantCulture, out values[i]))
            {
                throw new CalibrationException(
                    $"'{key}' of the calibration '{path}' holds '{items[i]}', which is not a number");
            }
        }

        return length is null || values.Length == length
            ? values
            : throw new CalibrationException(
                $"'{key}' of the calibration '{path}' has {values.Length} numbers instead of {length}");
    }
}
