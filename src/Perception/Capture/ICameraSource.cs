namespace Perception.Capture;

/// <summary>An open camera, video or stream. For one thread.</summary>
public interface ICameraSource : IDisposable
{
    /// <summary>Size, format and rate as they were obtained.</summary>
    string Description { get; }

    int Width { get; }

    int Height { get; }

    /// <summary>Pictures a second that are to be expected; 0 where that is not known.</summary>
    double FramesPerSecond { get; }

    /// <summary>Pictures that were taken but never came, as the source counts them.</summary>
    long Lost { get; }

    /// <summary>Waits for the next picture; the one before is no longer valid.</summary>
    /// <exception cref="CameraException">The source is gone.</exception>
    CaptureStatus Read(TimeSpan patience, out CapturedFrame frame);
}
