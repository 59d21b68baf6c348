namespace Ros2DotNet;

/// <summary>Who says that a publisher is alive.</summary>
public enum LivelinessPolicy
{
    /// <summary>The library does.</summary>
    Automatic,

    /// <summary>The program does, with every message or by AssertLiveliness.</summary>
    ManualByTopic,
}
