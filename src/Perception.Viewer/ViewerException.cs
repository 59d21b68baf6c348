namespace Perception.Viewer;

/// <summary>The viewer cannot listen where it was told to.</summary>
public sealed class ViewerException(string message, Exception? inner = null) : Exception(message, inner);
