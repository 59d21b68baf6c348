namespace Ros2DotNet.Bags;

/// <summary>Puts <c>metadata.yaml</c> into a folder, whole or not at all.</summary>
internal static class MetadataFile
{
    /// <exception cref="BagException">The disk is full or failed.</exception>
    public static void Write(string folder, BagMetadata metadata)
    {
        var path = Path.Combine(folder, BagMetadata.FileName);
        var unfinished = path + ".part";
        try
        {
            File.WriteAllText(unfinished, MetadataWriter.File(metadata));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BagException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
