namespace Ros2DotNet.Bags;

/// <summary>A bag or one of its files cannot be used; the message says which, where in it, and what is wrong.</summary>
public class BagException(string message, Exception? inner = null) : Exception(message, inner);
