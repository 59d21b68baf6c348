using System.Text.Json;
using Perception.Evaluation.Detection;
using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Datasets;

/// <summary>Boxes in COCO's JSON format (<c>images</c>, <c>annotations</c>, <c>categories</c>).</summary>
public sealed class CocoDataset
{
    private CocoDataset(IReadOnlyList<string> classes, IReadOnlyList<CocoImage> images) =>
        (Classes, Images) = (classes, images);

    /// <summary>Names of the categories, in the order of their ids.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Images in the order of the file.</summary>
    public IReadOnlyList<CocoImage> Images { get; }

    /// <summary>
    /// Reads a file; pictures are looked for in <paramref name="imageFolder"/>, by default beside the file.
    /// </summary>
    /// <exception cref="DatasetException">It is no COCO file; says where it is not.</exception>
    public static CocoDataset Read(string path, string? imageFolder = null)
    {
        using var document = DatasetFile.Parse(path);
        try
        {
            return Read(document.RootElement, path, imageFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DatasetException($"the dataset '{path}' is not in COCO's format: {e.Message}");
        }
    }

    /// <summary>The images as frames of an evaluation.</summary>
    public LabelledDataset ToLabelled(string path, TruthRules rules) => new(
        "coco", path, Classes, [], Images.Count, Images.Select(image => new LabelledFrame
        {
            Name = image.Name,
            Load = input => LoadedPicture.Read(image.Path, input),
            Objects = [.. image.Truth.Select(box => rules.Apply(new TruthObject
            {
                Class = Classes[box.ClassId], Box = new Box(box.X1, box.Y1, box.X2, box.Y2).Rounded(), Area = box.Area,
                IsCrowd = box.IsCrowd,
            }))],
        }));

    private static CocoDataset Read(JsonElement root, string path, string imageFolder)
    {
        var categories = Items(root, "categories", path)
            .Select(item => (Id: Integer(item, "id", path), Name: Text(item, "name", path)))
            .OrderBy(category => category.Id).ToArray();
        var classOf = categories.Select((category, index) => (category.Id, index))
            .ToDictionary(pair => pair.Id, pair => pair.index);
        var boxes = new Dictionary<long, List<TruthBox>>();
        var names = new List<(long Id, string File)>();
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in Items(root, "images", path))
        {
            var id = Integer(image, "id", path);
            names.Add((id, Text(image, "file_name", path)));
            if (!boxes.TryAdd(id, []))
            {
                throw new DatasetException($"the dataset '{path}' has two images with the id {id}");
            }

            if (!files.Add(names[^1].File))
            {
                throw new DatasetException(
                    $"the dataset '{path}' has two images with the file_name '{names[^1].File}'");
            }
        }

        foreach (var annotation in Items(root, "annotations", path))
        {
            var (image, category) = (Integer(annotation, "image_id", path), Integer(annotation, "category_id", path));
            if (!boxes.TryGetValue(image, out var ofImage) || !classOf.TryGetValue(category, out var classId))
            {
                throw new DatasetException($"the dataset '{path}' has an annotation of image {image} and category " +
                    $"{category}, and one of them is not there");
            }

            ofImage.Add(Box(annotation, classId, path));
        }

        return new CocoDataset([.. categories.Select(category => category.Name)],
            [.. names.Select(name => new CocoImage(name.File, Path.Combine(imageFolder, name.File), boxes[name.Id]))]);
    }

    private static TruthBox Box(JsonElement annotation, int classId, string path)
    {
        var box = Items(annotation, "bbox", path).Select(item => item.GetDouble()).ToArray();
        if (box.Length != 4)
        {
            throw new DatasetException(
                $"the dataset '{path}' has a bbox of {box.Length} numbers; x, y, width and height are wanted");
        }

        var area = annotation.TryGetProperty("area", out var given) ? given.GetDouble() : box[2] * box[3];
        var isCrowd = annotation.TryGetProperty("iscrowd", out var crowd) && crowd.GetInt32() != 0;
        return new TruthBox(box[0], box[1], box[0] + box[2], box[1] + box[3], classId, area, isCrowd);
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string path) =>
        Member(parent, name, path, JsonValueKind.Array).EnumerateArray();

    private static long Integer(JsonElement parent, string name, string path) =>
        Member(parent, name, path, JsonValueKind.Number).GetInt64();

    private static string Text(JsonElement parent, string name, string path) =>
        Member(parent, name, path, JsonValueKind.String).GetString()!;

    private static JsonElement Member(JsonElement parent, string name, string path, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object &&
            parent.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member : throw new DatasetException(
                $"the dataset '{path}' is not in COCO's format: an object has no '{name}' of kind {kind}");
}
