using System.Globalization;
using Perception.Geometry;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Evaluation.Datasets;

/// <summary>
/// Calibrations of a rendered folder and the ground below its cameras, each of them once: what is made for a camera
/// serves all of its frames.
/// </summary>
internal sealed class RenderedCalibrations(string folder)
{
    private readonly Dictionary<string, CameraModel> _models = [];
    private readonly Dictionary<(Point3 Up, double Height), GroundPlane> _grounds = [];

    public CameraModel Model(string file)
    {
        if (!_models.TryGetValue(file, out var model))
        {
            _models.Add(file, model = Read(Path.Combine(folder, file)));
        }

        return model;
    }

    public GroundPlane Ground(Point3 upInCamera, double cameraHeightMetres)
    {
        if (!_grounds.TryGetValue((upInCamera, cameraHeightMetres), out var ground))
        {
            ground = new GroundPlane(upInCamera, cameraHeightMetres);
            _grounds.Add((upInCamera, cameraHeightMetres), ground);
        }

        return ground;
    }

    private static CameraModel Read(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            var root = (YamlMappingNode)yaml.Documents[0].RootNode;
            double[] Matrix(string name) => [.. ((YamlSequenceNode)root[name]["data"])
                .Select(item => double.Parse(((YamlScalarNode)item).Value!, CultureInfo.InvariantCulture))];
            int Integer(string name) => int.Parse(((YamlScalarNode)root[name]).Value!, CultureInfo.InvariantCulture);
            return CameraModel.OfRaw(new CameraValues
            {
                Width = Integer("image_width"),
                Height = Integer("image_height"),
                DistortionModel = ((YamlScalarNode)root["distortion_model"]).Value!,
                D = Matrix("distortion_coefficients"),
                K = Matrix("camera_matrix"),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or YamlException
            or KeyNotFoundException or FormatException or OverflowException or InvalidCastException
            or ArgumentException or CalibrationException)
        {
            throw new DatasetException($"the calibration '{path}' cannot be used: {e.Message}");
        }
    }
}
