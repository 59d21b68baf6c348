namespace Ros2DotNet.Tf;

/// <summary>Why a buffer did not take a transform.</summary>
public enum TransformRejection
{
    /// <summary>It was taken.</summary>
    None,

    /// <summary>A frame id is empty.</summary>
    EmptyFrameId,

    /// <summary>A frame cannot be its own parent.</summary>
    SelfTransform,

    /// <summary>A coordinate is not a finite number.</summary>
    NotFinite,

    /// <summary>The rotation is not a unit quaternion, within 1 %.</summary>
    NotAUnitQuaternion,

    /// <summary>It is older than the buffer keeps.</summary>
    TooOld,

    /// <summary>The parent hangs below the child already.</summary>
    Loop,
}
