using System.Buffers.Binary;
using System.Globalization;
using Perception.Evaluation.Frames;
using Perception.Geometry;
using Perception.Imaging;

namespace Perception.Evaluation.Datasets;

/// <summary>
/// A folder of KITTI's object benchmark: <c>image_2/</c>, <c>label_2/</c> and, where there is one, <c>calib/</c>.
/// DontCare regions are judged in no class, vans not as cars and sitting persons not as pedestrians.
/// </summary>
public static class KittiDataset
{
    internal const string Source = "kitti";

    // Height of the cameras above the ground, as the dataset's authors give it.
    private const double CameraHeightMetres = 1.65;
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Reads all labels; pictures are read later.</summary>
    /// <exception cref="DatasetException">There are no pictures or no labels, or a label is damaged; names file and
    /// line.
    /// </exception>
    public static LabelledDataset Read(string folder, TruthRules rules)
    {
        var pictures = Path.Combine(folder, "image_2");
        if (!Directory.Exists(pictures) || !Directory.Exists(Path.Combine(folder, "label_2")))
        {
            throw new DatasetException($"'{folder}' is no KITTI folder: image_2 and label_2 are needed");
        }

        var frames = Directory.EnumerateFiles(pictures).Where(file => Extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal).Select(file => Frame(folder, file, rules)).ToList();
        var classes = frames.SelectMany(frame => frame.Objects!).Select(item => item.Class)
            .Where(name => name != TruthObject.AnyClass).Distinct().Order(StringComparer.Ordinal);
        return frames.Count > 0 ? new LabelledDataset(Source, folder, [.. classes], [], frames.Count, frames)
            : throw new DatasetException($"there is no picture in '{pictures}'");
    }

    private static LabelledFrame Frame(string folder, string picture, TruthRules rules)
    {
        var stem = Path.GetFileNameWithoutExtension(picture);
        var projection = Projection(Path.Combine(folder, "calib", stem + ".txt"));
        var objects = Labels(Path.Combine(folder, "label_2", stem + ".txt"));
        return new LabelledFrame
        {
            Name = $"image_2/{Path.GetFileName(picture)}",
            Camera = "image_2",
            Load = input => LoadedPicture.Read(picture, input),
            Objects = [.. objects.Select(item => rules.Apply(FromReference(item, projection)))],
            CameraModel = projection is null ? null : Camera(projection, picture),
            Ground = new GroundPlane(new Point3(0, -1, 0), CameraHeightMetres),
        };
    }

    private static IEnumerable<TruthObject> Labels(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"the label '{path}' cannot be read: {e.Message}");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length > 0)
            {
                var item = Label(lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries), path, i + 1);
                yield return item;
                if (Neighbour(item.Class) is { } neighbour)
                {
                    yield return item with { Class = neighbour, IsIgnored = true };
                }
            }
        }
    }

    // What a class may be taken for without being wrong.
    private static string? Neighbour(string className) => className switch
    {
        "Van" => "Car",
        "Person_sitting" => "Pedestrian",
        _ => null,
    };

    // type truncated occluded alpha left top right bottom height width length x y z rotation_y
    private static TruthObject Label(string[] words, string path, int line)
    {
        var v = new double[15];
        for (var i = 1; i < v.Length; i++)
        {
            if (words.Length < v.Length || !double.TryParse(words[i], CultureInfo.InvariantCulture, out v[i]))
            {
                throw new DatasetException($"{path}: line {line} is no KITTI label: a type and 14 numbers are wanted");
            }
        }

        var box = new Box(v[4], v[5], v[6], v[7]).Rounded();
        if (words[0] == "DontCare")
        {
            return new TruthObject { Class = TruthObject.AnyClass, Box = box, Area = box.Area, IsCrowd = true };
        }

        // Fully visible, partly occluded, largely occluded, unknown.
        double? occlusion = v[2] switch { 0 => 0, 1 => 0.25, 2 => 0.6, _ => null };
        return new TruthObject
        {
            Class = words[0],
            Box = box,
            Area = box.Area,
            Truncation = v[1] is >= 0 and <= 1 ? v[1] : null,
            Occlusion = occlusion,
            // The label's place is the middle of the lower side.
            CentreInCamera = v[13] > 0 ? [v[11], v[12] - v[8] / 2, v[13]] : null,
            // rotation_y turns about the downward axis from the x axis on the right.
            YawRadians = v[13] > 0 ? Math.Round(Math.IEEERemainder(-v[14] - Math.PI / 2, 2 * Math.PI), 6) : null,
        };
    }

    // Labels are of the reference camera, some centimetres beside the one that took the picture: P2 moves them over.
    private static TruthObject FromReference(TruthObject item, double[]? p)
    {
        if (item.CentreInCamera is not [var x, var y, var z] || p is null)
        {
            return item;
        }

        var ahead = p[11];
        return item with
        {
            CentreInCamera =
            [
                Math.Round(x + (p[3] - p[2] * ahead) / p[0], 4), Math.Round(y + (p[7] - p[6] * ahead) / p[5], 4),
                Math.Round(z + ahead, 4),
            ],
        };
    }

    // The projection of the left colour camera, row by row; null without a calibration.
    private static double[]? Projection(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var line = File.ReadLines(path).FirstOrDefault(text => text.StartsWith("P2:", StringComparison.Ordinal))
            ?? throw new DatasetException($"the calibration '{path}' has no line 'P2:'");
        var words = line[3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[12];
        for (var i = 0; i < 12; i++)
        {
            if (words.Length != 12 || !double.TryParse(words[i], CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new DatasetException($"the line 'P2:' of '{path}' is not 12 numbers");
            }
        }

        return numbers[0] > 0 && numbers[5] > 0
            ? numbers : throw new DatasetException($"the line 'P2:' of '{path}' has no focal length above 0");
    }

    private static CameraModel? Camera(double[] projection, string picture) =>
        SizeOf(picture) is var (width, height)
            ? CameraModel.Pinhole(width, height, projection[0], projection[5], projection[2], projection[6]) : null;

    // From the head of the file; null for one that is damaged, which is left out when its turn comes.
    private static (int Width, int Height)? SizeOf(string picture)
    {
        Span<byte> head = stackalloc byte[24];
        using (var file = File.OpenRead(picture))
        {
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                return null;
            }
        }

        // A PNG begins with eight octets, the length and name of its header, width and height.
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
        }

        try
        {
            return JpegCodec.ReadSize(File.ReadAllBytes(picture));
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }
}
