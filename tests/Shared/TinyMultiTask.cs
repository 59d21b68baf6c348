namespace EdgePerception.Testing;

/// <summary>
/// A network of a few kilobytes with detections, masks, lanes and depth; see tiny_multitask.py beside this file.
/// </summary>
internal static class TinyMultiTask
{
    public const int Width = 64, Height = 48;

    /// <summary>Focal length in pixels of the input of the camera whose metres its depth is in.</summary>
    public const int FocalPixels = 32;

    /// <summary>
    /// Writes it to a folder with its manifest and returns its path; the test skips where Python's onnx is missing.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="work">Convolutions that it runs to take time.</param>
    /// <param name="batch">Pictures that it takes at once; 0 for any number.</param>
    public static string WriteTo(string folder, int work = 0, int batch = 1)
    {
        var path = Path.Combine(folder, $"tiny_multitask_{work}{(batch == 1 ? "" : $"_{batch}")}.onnx");
        Python.Run("tests/Shared/tiny_multitask.py", ["numpy", "onnx"], path, $"{work}", $"{batch}");
        return path;
    }
}
