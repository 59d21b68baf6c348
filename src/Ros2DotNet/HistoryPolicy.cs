namespace Ros2DotNet;

/// <summary>How many samples are kept.</summary>
public enum HistoryPolicy
{
    /// <summary>The newest, as many as the depth says.</summary>
    KeepLast,

    /// <summary>All, as far as memory goes; a writer waits for its slowest reader.</summary>
    KeepAll,
}
