namespace Perception.Cli.Images;

/// <summary>An image on disk.</summary>
/// <param name="Path">Where it is, as the user reaches it.</param>
/// <param name="RelativeName">Its path below the folder that was named, or its file name.</param>
internal readonly record struct ImageFile(string Path, string RelativeName);
