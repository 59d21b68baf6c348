using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Geometry;
using Perception.Imaging;

namespace Perception.Evaluation.Datasets;

/// <summary>
/// A folder as <c>perception sim render</c> writes it: COCO with more keys, masks and depth as PNG, lanes as JSON.
/// </summary>
public static class RenderedDataset
{
    /// <summary>Reads the folder's JSON files; pictures are read later.</summary>
    /// <exception cref="DatasetException">A file is missing or not as it should be.</exception>
    public static LabelledDataset Read(string folder, TruthRules rules)
    {
        using var annotations = DatasetFile.Parse(Path.Combine(folder, "annotations.json"));
        using var lanes = DatasetFile.Parse(Path.Combine(folder, "lanes.json"));
        try
        {
            return Read(folder, annotations.RootElement, lanes.RootElement, rules);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException or IndexOutOfRangeException or CalibrationException)
        {
            throw new DatasetException($"'{folder}' is not as perception sim render writes it: {e.Message}");
        }
    }

    private static LabelledDataset Read(string folder, JsonElement root, JsonElement lanes, TruthRules rules)
    {
        var names = root.GetProperty("categories").EnumerateArray()
            .ToDictionary(item => item.GetProperty("id").GetInt32(), item => item.GetProperty("name").GetString()!);
        var objects =
            root.GetProperty("annotations").EnumerateArray().ToLookup(item => item.GetProperty("image_id").GetInt32());
        var lines = lanes.GetProperty("frames").EnumerateArray()
            .ToDictionary(item => item.GetProperty("image_id").GetInt32(), item => item.GetProperty("lines"));
        var depthPerMetre = root.GetProperty("info").GetProperty("depth_per_metre").GetDouble();
        var calibrations = new RenderedCalibrations(folder);
        var frames = new List<LabelledFrame>();
        foreach (var image in root.GetProperty("images").EnumerateArray())
        {
            var id = image.GetProperty("id").GetInt32();
            var view = new RenderedView(folder, image, calibrations);
            frames.Add(new LabelledFrame
            {
                Name = image.GetProperty("file_name").GetString()!,
                Camera = image.GetProperty("camera").GetString(),
                StampNs = (long)Math.Round(image.GetProperty("time").GetDouble() * 1e9),
                Tags = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["conditions"] = image.GetProperty("conditions").GetString()!,
                    ["surroundings"] = image.GetProperty("surroundings").GetString()!,
                },
                Load = input => LoadedPicture.Read(view.Picture, input),
                Objects = [.. objects[id].Select(item => rules.Apply(Object(item, names, view.Ground)))],
                LoadSemantic = () => ImageFile.Load(view.Plane("semantic"), PixelFormat.Mono8),
                LoadDepth = () => Depth(view.Plane("depth"), depthPerMetre),
                LanesInPixels = [.. lines[id].EnumerateArray().Select(line => Vertices(line, "u", "v"))],
                LanesOnGround = [.. lines[id].EnumerateArray().Select(view.OnGround)],
                CameraModel = view.Model,
                Ground = view.Ground,
            });
        }

        string[] maskClasses =
            [.. root.GetProperty("semantic_classes").EnumerateArray().Select(item => item.GetString()!)];
        return new LabelledDataset("rendered", folder, [.. names.OrderBy(pair => pair.Key).Select(pair => pair.Value)],
            maskClasses, frames.Count, frames);
    }

    internal static LaneVertex[] Vertices(JsonElement line, string first, string second)
    {
        var (x, y, visible) = (line.GetProperty(first), line.GetProperty(second), line.GetProperty("visible"));
        return [.. Enumerable.Range(0, x.GetArrayLength())
            .Select(i => new LaneVertex(x[i].GetDouble(), y[i].GetDouble(), visible[i].GetDouble() != 0))];
    }

    private static TruthObject Object(JsonElement item, Dictionary<int, string> names, GroundPlane ground)
    {
        var box = Numbers(item.GetProperty("bbox"));
        var space = item.GetProperty("box3d_in_camera");
        var q = Numbers(space.GetProperty("rotation_xyzw"));
        return new TruthObject
        {
            Class = names[item.GetProperty("category_id").GetInt32()],
            Box = new Box(box[0], box[1], box[0] + box[2], box[1] + box[3]).Rounded(),
            Area = item.GetProperty("area").GetDouble(),
            IsCrowd = item.GetProperty("iscrowd").GetInt32() != 0,
            Occlusion = item.GetProperty("occlusion").GetDouble(),
            Truncation = item.GetProperty("truncation").GetDouble(),
            CentreInCamera = [.. Numbers(space.GetProperty("center")).Select(value => Math.Round(value, 4))],
            YawRadians = Math.Round(Headings.Yaw(q[0], q[1], q[2], q[3], ground), 6),
        };
    }

    private static TruthDepth Depth(string path, double perMetre)
    {
        using var image = ImageFile.Load(path, PixelFormat.Depth16U);
        var metres = new float[image.Width * image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            var row = MemoryMarshal.Cast<byte, ushort>(image.Row(y));
            for (var x = 0; x < image.Width; x++)
            {
                metres[y * image.Width + x] = (float)(row[x] / perMetre);
            }
        }

        return new TruthDepth(image.Width, image.Height, metres);
    }

    internal static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
