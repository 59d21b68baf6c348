using System.Text.Json;
using Perception.Imaging;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Export;

/// <summary>
/// Writes a folder of pictures with their truth: images/, semantic/, instance/ and depth/ as PNG, calibration/ as YAML,
/// annotations.json as COCO with more keys, lanes.json.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    /// <summary>Values of a depth picture in a metre; 0 is where there is no surface, or one beyond 255.99 m.</summary>
    public const float DepthPerMetre = 256;

    /// <summary>Objects with fewer visible pixels are left out.</summary>
    public const int LeastPixels = 12;

    private const int MostPendingBytes = 1 << 20;

    private readonly string _folder;
    private readonly List<Action<Utf8JsonWriter>> _images = [];
    private readonly List<Action<Utf8JsonWriter>> _annotations = [];
    private readonly List<Action<Utf8JsonWriter>> _lanes = [];
    private readonly string _extension;

    /// <param name="jpeg">Pictures as JPEG of quality 92 instead of PNG; masks and depth are always exact.</param>
    public DatasetWriter(string folder, bool jpeg)
    {
        (_folder, _extension) = (folder, jpeg ? ".jpg" : ".png");
        foreach (var name in (string[])["images", "semantic", "instance", "depth",
            "calibration"]) Directory.CreateDirectory(Path.Combine(folder, name));
    }

    /// <summary>Adds a picture that was just rendered.</summary>
    public void Add(Drive drive, int camera, FrameBuffers frame, FrameTruth truth)
    {
        var (id, mount) = (_images.Count, drive.Rig[camera]);
        var name = $"{id:D6}";
        ImageFile.Save(Path.Combine(_folder, "images", name + _extension), frame.Picture);
        SaveSemantic(Path.Combine(_folder, "semantic", name + ".png"), frame);
        File.WriteAllBytes(Path.Combine(_folder, "instance", name + ".png"),
            Png16.Encode(frame.Instance, frame.Width, frame.Height));
        File.WriteAllBytes(Path.Combine(_folder, "depth", name + ".png"),
            Png16.Encode(Depth(frame), frame.Width, frame.Height));
        var calibration = $"calibration/{drive.Seed}_{mount.Name}.yaml";
        File.WriteAllText(Path.Combine(_folder, calibration), CalibrationYaml.Of(mount));

        // What is written at the end must not hold the drive, whose world takes 50 MB.
        var (seed, surroundings, conditions, speed, yawRate) =
            (drive.Seed, drive.Surroundings, drive.Conditions, drive.Speed, drive.YawRate);
        _images.Add(json =>
        {
            json.WriteNumber("id", id);
            json.WriteString("file_name", $"images/{name}{_extension}");
            json.WriteNumber("width", frame.Width);
            json.WriteNumber("height", frame.Height);
            json.WriteString("camera", mount.Name);
            json.WriteString("calibration", calibration);
            json.WriteNumber("seed", seed);
            json.WriteNumber("time", truth.Time);
            json.WriteString("surroundings", surroundings.ToString().ToLowerInvariant());
            json.WriteString("conditions", conditions.ToString().ToLowerInvariant());
            json.WriteNumber("speed", speed);
            json.WriteNumber("yaw_rate", yawRate);
            WritePose(json, "map_from_base", truth.MapFromBase);
            WritePose(json, "base_from_camera", truth.BaseFromOptical);
        });
        foreach (var item in truth.Objects)
        {
            if (item.VisiblePixels < LeastPixels) continue;
            var runs = RunLengths.Of(frame.Instance, frame.Width, frame.Height, item.Id);
            var number = _annotations.Count + 1;
            _annotations.Add(json => WriteObject(json, number, id, item, runs, frame.Width, frame.Height));
        }

        _lanes.Add(json => WriteLanes(json, id, name, truth.Lanes));
    }

    /// <summary>Writes the JSON files.</summary>
    public void Dispose()
    {
        WriteFile("annotations.json", json =>
        {
            json.WriteStartObject("info");
            json.WriteString("description", "rendered drives with exact truth");
            json.WriteNumber("depth_per_metre", DepthPerMetre);
            json.WriteString("depth_is", "distance along the optical axis; 0: no surface or beyond 255.99 m");
            json.WriteString("boxes", "x, y, width, height by edges: the first pixel reaches from 0 to 1");
            json.WriteEndObject();
            WriteArray(json, "images", _images);
            WriteArray(json, "annotations", _annotations);
            WriteArray(json, "categories", Categories());
            json.WriteStartArray("semantic_classes");
            foreach (var name in Enum.GetNames<SemanticClass>()) json.WriteStringValue(name);
            json.WriteEndArray();
        });
        WriteFile("lanes.json", json => WriteArray(json, "frames", _lanes));
    }

    private static IEnumerable<Action<Utf8JsonWriter>> Categories() => Enum.GetValues<ObjectClass>().Skip(1)
        .Select(value => (Action<Utf8JsonWriter>)(json =>
    {
        json.WriteNumber("id", (int)value);
        json.WriteString("name", value.ToString().ToUpperInvariant());
        json.WriteString("supercategory", value >= ObjectClass.TrafficLight ? "traffic" : "object");
    }));

    private static void WriteObject(Utf8JsonWriter json, int number, int image, ObjectTruth item, List<int> runs,
        int width, int height)
    {
        json.WriteNumber("id", number);
        json.WriteNumber("image_id", image);
        json.WriteNumber("category_id", (int)item.Class);
        json.WriteNumber("track_id", item.Id);
        json.WriteNumber("area", item.VisiblePixels);
        json.WriteNumber("iscrowd", 0);
        WriteBox(json, "bbox", item.Visible);
        WriteBox(json, "full_bbox", item.Full);
        WriteBox(json, "silhouette_bbox", item.Silhouette);
        json.WriteNumber("occlusion", Math.Round(item.Occlusion, 4));
        json.WriteNumber("truncation", Math.Round(item.Truncation, 4));
        json.WriteStartObject("box3d_in_camera");
        WriteNumbers(json, "center", Numbers(item.CameraFromBox.Origin));
        WriteNumbers(json, "size", Numbers(item.Size));
        WriteRotation(json, item.CameraFromBox);
        WriteNumbers(json, "velocity", Numbers(item.VelocityInCamera));
        json.WriteNumber("yaw_rate", item.YawRate);
        json.WriteEndObject();
        json.WriteStartObject("segmentation");
        WriteNumbers(json, "size", [height, width]);
        WriteNumbers(json, "counts", [.. runs.Select(run => (double)run)]);
        json.WriteEndObject();
    }

    private static void WriteLanes(Utf8JsonWriter json, int image, string name, IReadOnlyList<LaneTruth> lanes)
    {
        json.WriteNumber("image_id", image);
        json.WriteString("name", name);
        WriteArray(json, "lines", lanes.Select(lane => (Action<Utf8JsonWriter>)(line =>
        {
            line.WriteString("role", lane.Role);
            line.WriteBoolean("dashed", lane.IsDashed);
            line.WriteString("colour", lane.IsYellow ? "yellow" : "white");
            line.WriteNumber("width", lane.WidthMetres);
            line.WriteNumber("offset", lane.OffsetMetres);
            WriteNumbers(line, "u", [.. lane.Points.Select(p => Math.Round(p.U, 3))]);
            WriteNumbers(line, "v", [.. lane.Points.Select(p => Math.Round(p.V, 3))]);
            WriteNumbers(line, "x_in_base", [.. lane.Points.Select(p => Math.Round(p.PointInBase.X, 4))]);
            WriteNumbers(line, "y_in_base", [.. lane.Points.Select(p => Math.Round(p.PointInBase.Y, 4))]);
            WriteNumbers(line, "z_in_base", [.. lane.Points.Select(p => Math.Round(p.PointInBase.Z, 4))]);
            WriteNumbers(line, "painted", [.. lane.Points.Select(p => p.IsPainted ? 1.0 : 0)]);
            WriteNumbers(line, "visible", [.. lane.Points.Select(p => p.IsVisible ? 1.0 : 0)]);
        })));
    }

    private static void SaveSemantic(string path, FrameBuffers frame)
    {
        using var mask = Image.Rent(frame.Width, frame.Height, PixelFormat.Mono8);
        frame.Semantic.CopyTo(mask.Bytes);
        ImageFile.Save(path, mask);
    }

    private static ushort[] Depth(FrameBuffers frame) =>
        [.. frame.DepthMetres.Select(d => d is > 0 and < 65535.5f / DepthPerMetre
            ? (ushort)((d * DepthPerMetre) + 0.5f) : (ushort)0)];

    private static void WritePose(Utf8JsonWriter json, string name, Transform pose)
    {
        json.WriteStartObject(name);
        WriteNumbers(json, "translation", Numbers(pose.Origin));
        WriteRotation(json, pose);
        json.WriteEndObject();
    }

    private static void WriteRotation(Utf8JsonWriter json, Transform pose)
    {
        var (x, y, z, w) = pose.ToQuaternion();
        WriteNumbers(json, "rotation_xyzw", [x, y, z, w]);
    }

    private static double[] Numbers(Double3 v) => [v.X, v.Y, v.Z];

    private static void WriteBox(Utf8JsonWriter json, string name, PixelBox box) =>
        WriteNumbers(json, name, [Math.Round(box.Left, 3), Math.Round(box.Top, 3), Math.Round(box.Width, 3),
            Math.Round(box.Height, 3)]);

    private static void WriteNumbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<Action<Utf8JsonWriter>> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            item(json);
            json.WriteEndObject();

            // The writer keeps in memory what was not flushed.
            if (json.BytesPending >= MostPendingBytes) json.Flush();
        }

        json.WriteEndArray();
    }

    private void WriteFile(string name, Action<Utf8JsonWriter> content)
    {
        using var file = File.Create(Path.Combine(_folder, name));
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
    }
}
