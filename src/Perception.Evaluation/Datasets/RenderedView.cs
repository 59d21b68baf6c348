using System.Text.Json;
using Perception.Evaluation.Lanes;
using Perception.Geometry;

namespace Perception.Evaluation.Datasets;

/// <summary>Files and camera of one rendered picture.</summary>
internal sealed class RenderedView
{
    private readonly string _folder;
    private readonly string _stem;
    private readonly double[] _baseFromCamera;
    private readonly Point3 _cameraInBase;

    public RenderedView(string folder, JsonElement image, RenderedCalibrations calibrations)
    {
        _folder = folder;
        Picture = Path.Combine(folder, image.GetProperty("file_name").GetString()!);
        _stem = Path.GetFileNameWithoutExtension(Picture);
        var pose = image.GetProperty("base_from_camera");
        var t = RenderedDataset.Numbers(pose.GetProperty("translation"));
        var q = RenderedDataset.Numbers(pose.GetProperty("rotation_xyzw"));
        _cameraInBase = new Point3(t[0], t[1], t[2]);
        _baseFromCamera = Headings.Matrix(q[0], q[1], q[2], q[3]);
        Model = calibrations.Model(image.GetProperty("calibration").GetString()!);

        // base_link stands on the ground: its z axis, seen from the camera, is up.
        Ground = calibrations.Ground(new Point3(_baseFromCamera[6], _baseFromCamera[7], _baseFromCamera[8]), t[2]);
    }

    public string Picture { get; }

    public CameraModel Model { get; }

    public GroundPlane Ground { get; }

    public string Plane(string kind) => Path.Combine(_folder, kind, _stem + ".png");

    /// <summary>A lane line, which is in base_link, in the ground's frame.</summary>
    public IReadOnlyList<LaneVertex> OnGround(JsonElement line)
    {
        var flat = RenderedDataset.Vertices(line, "x_in_base", "y_in_base");
        var z = line.GetProperty("z_in_base");
        return [.. flat.Select((vertex, i) =>
        {
            var inGround = Ground.ToGround(ToCamera(new Point3(vertex.X, vertex.Y, z[i].GetDouble())));
            return new LaneVertex(inGround.X, inGround.Y, vertex.IsVisible);
        })];
    }

    private Point3 ToCamera(Point3 inBase)
    {
        var (r, p) = (_baseFromCamera, inBase - _cameraInBase);
        return new Point3(
            r[0] * p.X + r[3] * p.Y + r[6] * p.Z, r[1] * p.X + r[4] * p.Y + r[7] * p.Z,
            r[2] * p.X + r[5] * p.Y + r[8] * p.Z);
    }
}
