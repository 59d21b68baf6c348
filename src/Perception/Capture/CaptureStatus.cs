namespace Perception.Capture;

/// <summary>What came of waiting for a picture.</summary>
public enum CaptureStatus
{
    /// <summary>None within the time.</summary>
    Nothing,

    Frame,

    /// <summary>A video has no more.</summary>
    End,
}
