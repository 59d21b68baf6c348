using System.Text.Json;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Kitti;

namespace Perception.Evaluation.Results;

/// <summary>
/// What an evaluation leaves: <c>frames.jsonl</c> with a record of every frame and <c>summary.json</c> with the
/// figures. The same frames give the same bytes; times, which never repeat, are in a file of their own.
/// </summary>
public sealed class ResultFolder
{
    private const string SummaryFile = "summary.json";
    private const string FramesFile = "frames.jsonl";

    private ResultFolder(string? path, ResultHeader header, IReadOnlyList<FrameRecord> records) =>
        (Path, Header, Figures) = (path, header, new FigureCalculator(records, header.Classes));

    /// <summary>Null for a result that was not written.</summary>
    public string? Path { get; }

    public ResultHeader Header { get; }

    public FigureCalculator Figures { get; }

    /// <summary>Average precision by KITTI's own rules; empty for data that is not KITTI's.</summary>
    public IReadOnlyList<KittiFigures> Kitti => Header.Source == KittiDataset.Source
        ? KittiEvaluator.Evaluate(Figures.Records, Figures.Classes) : [];

    /// <summary>A result without a folder.</summary>
    public static ResultFolder Of(ResultHeader header, IReadOnlyList<FrameRecord> records) =>
        new(null, header, records);

    /// <summary>Writes a result; the folder is made where it is not there.</summary>
    public static ResultFolder Write(string path, ResultHeader header, IReadOnlyList<FrameRecord> records)
    {
        var result = new ResultFolder(path, header, records);
        Directory.CreateDirectory(path);
        using (var frames = File.Create(System.IO.Path.Combine(path, FramesFile)))
        {
            foreach (var record in records)
            {
                FrameRecords.WriteLine(frames, record);
            }
        }

        using var summary = File.Create(System.IO.Path.Combine(path, SummaryFile));
        result.WriteSummary(summary);
        return result;
    }

    /// <summary>Reads a result; its figures are made anew from its frames.</summary>
    /// <exception cref="DatasetException">There is none, or it is damaged.</exception>
    public static ResultFolder Read(string path)
    {
        var summary = System.IO.Path.Combine(path, SummaryFile);
        if (!File.Exists(summary))
        {
            throw new DatasetException($"there is no result in '{path}': {SummaryFile} is missing");
        }

        return new ResultFolder(path, ReadHeader(summary), FrameRecords.Read(System.IO.Path.Combine(path, FramesFile)));
    }

    /// <summary>The figures as JSON.</summary>
    public void WriteSummary(Stream stream)
    {
        SummaryJson.Write(stream, Header, Figures, Kitti);
        stream.WriteByte((byte)'\n');
    }

    private static ResultHeader ReadHeader(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new ResultHeader
            {
                Source = root.GetProperty("source").GetString()!,
                Data = root.GetProperty("data").GetString()!,
                Model = root.GetProperty("model").GetString()!,
                Classes = Strings(root, "classes"),
                MaskClasses = Strings(root, "mask_classes"),
                Options = new SortedDictionary<string, string>(root.GetProperty("options").EnumerateObject()
                    .ToDictionary(option => option.Name, option => option.Value.GetString()!), StringComparer.Ordinal),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DatasetException($"{path} is no summary of an evaluation: {e.Message}");
        }
    }

    private static string[] Strings(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
