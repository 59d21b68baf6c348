using System.Text.Json;

namespace Perception.Evaluation.Datasets;

/// <summary>Files of datasets, whose errors are one sentence.</summary>
internal static class DatasetFile
{
    public static JsonDocument Parse(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonDocument.Parse(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"the dataset '{path}' cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new DatasetException(
                $"the dataset '{path}' is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}");
        }
    }
}
