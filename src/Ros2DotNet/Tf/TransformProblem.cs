namespace Ros2DotNet.Tf;

/// <summary>Why a transform cannot be had.</summary>
public enum TransformProblem
{
    None,

    /// <summary>A frame id that is empty or starts with '/' (<c>tf2::InvalidArgumentException</c>).</summary>
    InvalidFrameId,

    /// <summary>Nobody ever spoke of this frame (<c>tf2::LookupException</c>).</summary>
    UnknownFrame,

    /// <summary>The frames hang in two trees (<c>tf2::ConnectivityException</c>).</summary>
    NotConnected,

    /// <summary>A link has nothing as old as that (<c>tf2::ExtrapolationException</c>).</summary>
    ExtrapolationIntoPast,

    /// <summary>A link has nothing as new as that yet (<c>tf2::ExtrapolationException</c>).</summary>
    ExtrapolationIntoFuture,

    /// <summary>The parents that were said at different times make a circle.</summary>
    Loop,
}
