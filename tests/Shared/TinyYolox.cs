namespace EdgePerception.Testing;

/// <summary>A network of a few kilobytes with a YOLOX head; see tiny_yolox.py beside this file.</summary>
internal static class TinyYolox
{
    /// <summary>Writes it to a folder and returns its path; the test skips where Python's onnx is missing.</summary>
    public static string WriteTo(string folder, string variant = "plain")
    {
        var path = Path.Combine(folder, $"tiny_{variant}.onnx");
        Python.Run("tests/Shared/tiny_yolox.py", ["numpy", "onnx"], path, variant);
        return path;
    }
}
