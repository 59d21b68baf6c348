namespace Ros2DotNet.Bags;

/// <summary>A file of an open bag.</summary>
/// <param name="Number">Its place in the bag.</param>
/// <param name="RelativePath">Its path in the bag's folder.</param>
/// <param name="Reader">Its contents.</param>
/// <param name="Topics">The bag's topics, in the order of the file's own.</param>
internal sealed record BagFile(int Number, string RelativePath, IStorageReader Reader, BagTopic[] Topics);
