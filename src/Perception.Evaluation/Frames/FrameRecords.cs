using System.Text;
using System.Text.Json;
using Perception.Evaluation.Datasets;

namespace Perception.Evaluation.Frames;

/// <summary>Records as lines of JSON. The same records give the same bytes.</summary>
public static class FrameRecords
{
    /// <summary>Writes one record and a line feed.</summary>
    public static void WriteLine(Stream stream, FrameRecord record)
    {
        JsonSerializer.Serialize(stream, record, FrameRecordJson.Default.FrameRecord);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads all records of a file.</summary>
    /// <exception cref="DatasetException">It cannot be read; names file and line.</exception>
    public static List<FrameRecord> Read(string path)
    {
        var records = new List<FrameRecord>();
        try
        {
            foreach (var line in File.ReadLines(path, Encoding.UTF8))
            {
                records.Add(JsonSerializer.Deserialize(line, FrameRecordJson.Default.FrameRecord)
                    ?? throw new JsonException("it is null"));
            }
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{path}: line {records.Count + 1} is no record of a frame: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}");
        }

        return records;
    }
}
