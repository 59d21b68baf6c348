namespace Ros2DotNet;

/// <summary>How a transition's callback ended.</summary>
public enum TransitionResult
{
    /// <summary>The node is in the state that was asked for.</summary>
    Success,

    /// <summary>It stays in the state that it was in.</summary>
    Failure,

    /// <summary>Something is wrong that error processing has to mend.</summary>
    Error,
}
