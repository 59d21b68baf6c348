namespace Perception.Inference;

/// <summary>Class names, one a line.</summary>
public static class LabelFile
{
    /// <exception cref="InferenceException">The file cannot be read or is empty.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            var labels = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
            return labels.Count > 0
                ? labels
                : throw new InferenceException($"the label file '{path}' is empty; it holds one class name a line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the label file '{path}' cannot be read: {e.Message}");
        }
    }
}
